package gateway_test

const childEnv = "BURNCLOUD_TEST_CHILD"

func serveUntilKilled() {}
