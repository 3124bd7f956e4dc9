/*
 * A driver in C: shares a page with a secure partition that takes loans, which flips every bit of it, and reads what came of it.
 *
 *   cc -o share examples/share.c
 *   share FOLDER UUID TEXT        e.g. share /tmp/ffa/linux 378daedc-f06b-4446-8314-40ab933c87a3 hello
 *
 * FOLDER is that of a VM which tantalum serve has made, and UUID the name of a partition in it.
 * docs/serve.md describes the frames. Numbers in them are little-endian, as on the machines that this is for.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { HELLO = 1, ALLOCATE = 3, SHARE = 5, RECLAIM = 8, REQUEST = 32 };
enum { PAGE = 4096, READ_WRITE = 2 };

static const uint32_t FFA_MEM_SHARE = 0x84000073;

#define PACKED __attribute__((packed))

struct header { uint32_t length; uint16_t verb, zero; uint32_t cookie; int32_t code; } PACKED;
struct hello { uint16_t oldest, newest; uint32_t zero; uint8_t session[16]; } PACKED;
struct welcome {
    uint16_t version, socket, endpoint, zero;
    uint32_t ffa_version, properties;
    uint8_t token[16];
} PACKED;
struct allocate { uint32_t pages, zero; } PACKED;
struct allocated { uint64_t address, offset; } PACKED;
struct share {
    uint32_t flags;
    uint16_t attributes, zero;
    uint64_t tag;
    uint32_t borrowers;
    struct { uint8_t token[16], permissions, flags, zero[6]; } PACKED borrower;
    uint32_t constituents;
    struct { uint64_t address; uint32_t pages, zero; } PACKED constituent;
} PACKED;
struct reclaim { uint64_t handle; uint32_t flags, zero; } PACKED;
struct request { uint32_t width, zero; uint64_t data[5]; } PACKED;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int open_socket(const char *folder, const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int file = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", folder, name);
    if (file < 0 || connect(file, (struct sockaddr *)&address, sizeof address) < 0)
        fail(address.sun_path);
    return file;
}

static void get(int file, void *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t count = read(file, (char *)bytes + done, length - done);
        if (count <= 0)
            fail("the server is gone");
        done += (size_t)count;
    }
}

/* Prints the rule that was broken: status, then name and sentence, each behind its length of 16 bits. */
static void refused(int code, const uint8_t *message)
{
    uint16_t rule, why;

    memcpy(&rule, message + 4, 2);
    memcpy(&why, message + 6 + rule, 2);
    fprintf(stderr, "%s: %.*s: %.*s\n", strerror(-code), rule, message + 6, why, message + 8 + rule);
    exit(1);
}

/* Asks and waits for the answer. */
static void call(int file, uint16_t verb, const void *asked, size_t length, void *answer, size_t room)
{
    static uint8_t frame[65536];
    struct header header = { .length = (uint32_t)(sizeof header + length), .verb = verb };

    memcpy(frame, &header, sizeof header);
    memcpy(frame + sizeof header, asked, length);
    if (write(file, frame, header.length) != (ssize_t)header.length)
        fail("the server does not listen");
    get(file, &header, sizeof header);
    get(file, frame, header.length - sizeof header);
    if (header.code != 0)
        refused(header.code, frame);
    if (room > 0)
        memcpy(answer, frame, room);
}

static struct welcome hello(int file, const uint8_t *session)
{
    struct hello asked = { .oldest = 1, .newest = 1 };
    struct welcome welcome;

    if (session != NULL)
        memcpy(asked.session, session, sizeof asked.session);
    call(file, HELLO, &asked, sizeof asked, &welcome, sizeof welcome);
    return welcome;
}

int main(int count, char **words)
{
    if (count != 4 || strlen(words[3]) > PAGE) {
        fprintf(stderr, "usage: %s FOLDER UUID TEXT\n", words[0]);
        return 2;
    }
    size_t length = strlen(words[3]);

    /* A session on self, and a connection to the partition that belongs to it. */
    int self = open_socket(words[1], "self");
    struct welcome me = hello(self, NULL);
    int partition = open_socket(words[1], words[2]);
    struct welcome it = hello(partition, me.token);

    /* A page of the VM, mapped from the file that has its memory. */
    struct allocate pages = { .pages = 1 };
    struct allocated page;
    call(self, ALLOCATE, &pages, sizeof pages, &page, sizeof page);
    char path[4096];
    snprintf(path, sizeof path, "%s/memory", words[1]);
    int memory = open(path, O_RDWR);
    uint8_t *bytes = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, (off_t)page.offset);
    if (memory < 0 || bytes == MAP_FAILED)
        fail(path);
    memcpy(bytes, words[3], length);

    /* The borrower is named by the token of its connection. */
    struct share share = { .borrowers = 1, .constituents = 1, .constituent = { page.address, 1, 0 } };
    memcpy(share.borrower.token, it.token, sizeof it.token);
    share.borrower.permissions = READ_WRITE;
    uint64_t handle;
    call(self, SHARE, &share, sizeof share, &handle, sizeof handle);

    /* The partition is told what was sent to it, and answers when it has given it back: a status, pages, the sum of the bytes. */
    struct request message = { .width = 32, .data = { FFA_MEM_SHARE, (uint32_t)handle, handle >> 32 } };
    call(partition, REQUEST, &message, sizeof message, message.data, sizeof message.data);
    struct reclaim reclaim = { .handle = handle };
    call(self, RECLAIM, &reclaim, sizeof reclaim, NULL, 0);

    printf("endpoint 0x%x: status %d, %d page, sum %d:", it.endpoint, (int32_t)message.data[0],
           (int)message.data[1], (int)message.data[2]);
    for (size_t index = 0; index < length; index++)
        printf(" %02x", bytes[index]);
    printf("\n");
    return 0;
}
