//go:build !race

package store_test

// slower is how much longer everything may take.
const slower = 1
