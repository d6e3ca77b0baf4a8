module github.com/burncloud/burncloud

go 1.26
