//go:build linux || darwin || freebsd

package main

import "syscall"

// space is how many bytes are free for the program on the file system of a directory, and how many it has.
func space(dir string) (free, size int64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, 0, err
	}
	block := int64(st.Bsize)
	return int64(st.Bavail) * block, int64(st.Blocks) * block, nil
}
