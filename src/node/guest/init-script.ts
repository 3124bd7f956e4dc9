/** What a line on the console says when the guest is ready for commands; the release and devices follow. */
export const READY = 'guest ready:';

/** The folder of the initramfs that holds modules, and the file in it that says in which order they are loaded. */
export const MODULES = 'modules';
export const MODULE_ORDER = 'order';

/**
 * The first program of the guest: loads what is there to be loaded, says that it is ready, and leaves the console to a
 * shell. The end of the shell is the end of the machine.
 *
 * Messages of the kernel come to the console when it has time for them, also in the middle of a line that a program writes.
 * They themselves are never cut. Somebody waits for the line that says that the guest is ready, so it is one of them where the
 * kernel has a log, of the level that `quiet` does not keep from the console.
 */
export const INIT_SCRIPT = `#!/bin/busybox sh
/bin/busybox --install -s
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
while read -r module; do
  insmod "/${MODULES}/$module.ko" || echo "cannot load $module"
done < /${MODULES}/${MODULE_ORDER}
ready="${READY} Linux $(uname -r), FF-A devices: $(ls /sys/bus/arm_ffa/devices 2> /dev/null)"
if test -c /dev/kmsg; then echo "<0>"$ready > /dev/kmsg; else echo $ready; fi
setsid cttyhack sh
poweroff -f
`;
