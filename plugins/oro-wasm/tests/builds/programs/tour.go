package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"time"
)

func main() {
	for _, argument := range os.Args[1:] {
		fmt.Println("argument", argument)
	}
	fmt.Println("environment", os.Getenv("GREETING"))

	text, err := os.ReadFile("/data/in.txt")
	if err != nil {
		os.Exit(1)
	}
	if os.WriteFile("/data/out.txt", append([]byte("written "), text...), 0o644) != nil {
		os.Exit(2)
	}
	if _, err := os.ReadFile("/data/../../etc/passwd"); err == nil {
		os.Exit(3)
	}

	before := time.Now()
	ticked := make(chan bool)
	go func() { time.Sleep(time.Millisecond); ticked <- true }()
	if <-ticked && time.Since(before) >= time.Millisecond && before.Unix() > 1700000000 {
		fmt.Println("clock goes")
	}

	one, other := make([]byte, 16), make([]byte, 16)
	rand.Read(one)
	rand.Read(other)
	if !bytes.Equal(one, other) {
		fmt.Println("random differs")
	}

	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println("read", lines.Text())
	}
	fmt.Fprintln(os.Stderr, "done")
	os.Exit(7)
}
