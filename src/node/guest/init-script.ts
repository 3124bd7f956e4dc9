/** What a line on the console says when the guest is ready for commands; the release and devices follow. */
export const READY = 'guest ready:';

/** The folder of the initramfs that holds modules, and the file in it that says in which order they are loaded. */
export const MODULES = 'modules';
export const MODULE_ORDER = 'order';

/**
 * The first program of the guest: loads what is there to be loaded, says that it is ready, and leaves the console to a
 * shell. The end of the shell is the end of the machine.
 */
export const INIT_SCRIPT = `#!/bin/busybox sh
/bin/busybox --install -s
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
while read -r module; do
  insmod "/${MODULES}/$module.ko" || echo "cannot load $module"
done < /${MODULES}/${MODULE_ORDER}
echo "${READY} Linux $(uname -r), FF-A devices:" $(ls /sys/bus/arm_ffa/devices 2> /dev/null)
setsid cttyhack sh
poweroff -f
`;
