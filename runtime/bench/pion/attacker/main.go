// SPDX-License-Identifier: Apache-2.0

// Attacker sends one kind of hostile traffic to a device, for the attack bench, until its standard input ends. It then
// prints what it sent as a JSON object.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// attack is one run of one kind of traffic.
type attack struct {
	url      string
	from     *net.UDPAddr // the victim's address, to be forged
	to       *net.UDPAddr // the device's address on the victim's path
	ended    atomic.Bool
	sessions atomic.Int64
	refused  atomic.Int64
	sent     atomic.Int64
	note     atomic.Value
}

var kinds = map[string]func(*attack) error{
	"handshake": handshakeFragments,
	"records":   forgedRecords,
	"flood":     unknownLabels,
	"resets":    zeroWindowResets,
	"checks":    forgedChecks,
}

func main() {
	kind := flag.String("kind", "", "handshake, records, flood, resets or checks")
	url := flag.String("url", "", "where offers are posted")
	from := flag.String("from", "", "IP:port of the victim")
	to := flag.String("to", "", "IP:port of the device on the victim's path")
	flag.Parse()
	run, known := kinds[*kind]
	if !known {
		fmt.Fprintln(os.Stderr, "attacker: no such kind:", *kind)
		os.Exit(2)
	}
	a := &attack{url: *url}
	a.note.Store("")
	if *from != "" {
		a.from = address(*from)
		a.to = address(*to)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		a.ended.Store(true)
	}()
	fmt.Println("started")
	if err := run(a); err != nil {
		a.note.Store(err.Error())
	}
	for !a.ended.Load() {
		time.Sleep(10 * time.Millisecond)
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{
		"sessions": a.sessions.Load(), "refused": a.refused.Load(), "sent": a.sent.Load(), "note": a.note.Load(),
	})
}

func address(text string) *net.UDPAddr {
	resolved, err := net.ResolveUDPAddr("udp", text)
	if err != nil {
		fmt.Fprintln(os.Stderr, "attacker:", err)
		os.Exit(2)
	}
	return resolved
}

// again runs one session after the other until the attack ends; a refused or ended session is followed by another.
func (a *attack) again(session func() error) error {
	for !a.ended.Load() {
		if err := session(); err != nil {
			a.refused.Add(1)
			a.note.Store(err.Error())
			time.Sleep(200 * time.Millisecond)
		} else {
			a.sessions.Add(1)
		}
	}
	return nil
}

// paced calls work so many times a second until the attack ends or work fails.
func (a *attack) paced(perSecond int, work func() error) error {
	const step = 5 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	each := float64(perSecond) * step.Seconds()
	due := 0.0
	for !a.ended.Load() {
		<-tick.C
		for due += each; due >= 1; due-- {
			if err := work(); err != nil {
				return err
			}
		}
	}
	return nil
}
