#!/bin/bash
# Process 1 of the node: mounts and a network of its own, then it reaps. When it ends, the kernel ends all that is in the node.
# STATE is the node's folder; its standard input is a pipe that closes when whoever started the node has ended.
set -euo pipefail

mount --make-rprivate /
mount -t proc proc /proc
hostname "$NODE_NAME"

# The node's own view of the cgroups: those that were made for it are the roots.
version=$(stat --file-system --format=%T /sys/fs/cgroup)
# Also below cgroup v2, which is not mounted over itself.
mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
mount_v1() {
  controllers=$(cut -d : -f 2 /proc/self/cgroup | sed 's/^name=//' | grep .)
  for each in $controllers; do
    mkdir "/sys/fs/cgroup/$each"
    option=$each
    [ "$each" != systemd ] || option=none,name=systemd
    mount -t cgroup -o "$option" cgroup "/sys/fs/cgroup/$each"
  done
}
case $version in
cgroup2fs) mount -t cgroup2 cgroup2 /sys/fs/cgroup ;;
*) mount_v1 ;;
esac

# The kubelet would set these, which are the whole machine's: it is shown the values that it wants, and sets nothing.
mount -t tmpfs -o mode=755 tmpfs /run
pretend() {
  mkdir -p /run/pretended
  echo "$2" >"/run/pretended/${1//\//-}"
  mount --bind "/run/pretended/${1//\//-}" "/proc/sys/$1"
}
pretend vm/overcommit_memory 1
pretend vm/panic_on_oom 0
pretend kernel/panic 10
pretend kernel/panic_on_oops 1
pretend kernel/keys/root_maxkeys 1000000
pretend kernel/keys/root_maxbytes 25000000

# Where programs expect their state. The mount points are made in a layer over the machine's folder, not in it.
mkdir "$STATE/var" "$STATE/var-work"
mount -t overlay -o "lowerdir=/var,upperdir=$STATE/var,workdir=$STATE/var-work" overlay /var
keep() {
  mkdir -p "$STATE/$2" "$1"
  mount --bind "$STATE/$2" "$1"
}
keep /var/lib/kubelet kubelet
keep /var/lib/containerd containerd
keep /var/log/pods pod-logs
# What the kubelet mounts reaches the pods, and the other way round.
mount --make-rshared /

# Disks of a size, for volumes.
disk() {
  truncate -s "$2" "$STATE/$1.disk"
  mkfs.ext4 -q -m 0 "$STATE/$1.disk"
  mkdir -p "/var/volumes/$1"
  mount -o loop "$STATE/$1.disk" "/var/volumes/$1"
}
disk models 2G
disk small 100M

ip link set lo up
# A cable to nowhere carries the node's address.
ip link add node0 type veth peer name nowhere
ip address add "$NODE_ADDRESS/24" dev node0
ip link set node0 up
ip link set nowhere up
# A Service's address has no route: kube-proxy rewrites it on the way out.
ip route add default dev node0
echo 1 >/proc/sys/net/ipv4/ip_forward
# So that a pod reaches itself, and others of its bridge, through a Service.
[ ! -e /proc/sys/net/bridge ] || echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables

echo ready
# Bash reaps whatever is left to process 1 while it waits.
read -r _ || true
