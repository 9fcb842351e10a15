// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	keypress  = 5
	keepAlive = 9

	keepAliveEvery = 10 * time.Millisecond
	patience       = time.Minute
)

// answer is printed once for each command; "error" is empty when it was done.
type answer struct {
	Viewer  int    `json:"viewer"`
	Command string `json:"command"`
	Error   string `json:"error"`
	First   int64  `json:"firstSequence"`
	Last    int64  `json:"lastSequence"`
	Pause   int64  `json:"longestPauseMicros"` // between the signs of life of the key held last
	report
	joinReply
}

// obey does what the lines say, "VIEWER COMMAND [A] [B]", and answers each with one line of JSON:
//
//	0 report       how it goes
//	0 hold 4       presses the key with this usage and keeps it alive
//	0 release 4    lets it go
//	0 type 4 200 10  presses and releases 200 keys, counting up from usage 4 to 39 and round again, an edge every 10 ms;
//	               answered when the last is sent, other commands go on meanwhile
//	0 drive 10 REPORTS OUT  sends pointer positions and keys for 10 s and reads the reports that the device makes of
//	               them from the first file, see drive.go
//	0 leave        closes the connection
func obey(viewers []*viewer, in io.Reader, out *json.Encoder) {
	var printing sync.Mutex
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var number, a, b, c int
		var command string
		_, _ = fmt.Sscan(lines.Text(), &number, &command, &a, &b, &c)
		if number < 0 || number >= len(viewers) {
			continue
		}
		v := viewers[number]
		reply := func(err error) {
			printing.Lock()
			defer printing.Unlock()
			said := answer{Viewer: number, Command: command, First: v.first.Load(), Last: v.last.Load(),
				Pause: v.pause.Load(), report: v.report(), joinReply: v.joinReply}
			if err != nil {
				said.Error = err.Error()
			}
			_ = out.Encode(said)
		}
		switch command {
		case "report":
			reply(nil)
		case "hold":
			reply(v.hold(byte(a)))
		case "release":
			reply(v.release(byte(a)))
		case "type":
			go func() { reply(v.typeKeys(a, b, time.Duration(c)*time.Millisecond)) }()
		case "drive":
			var reports, out string
			_, _ = fmt.Sscan(lines.Text(), &number, &command, &a, &reports, &out)
			go func() { reply(v.drive(a, reports, out)) }()
		case "leave":
			reply(v.pc.Close())
		default:
			reply(fmt.Errorf("no such command"))
		}
	}
}

func (v *viewer) hold(usage byte) error {
	select {
	case <-v.hidReady:
	case <-time.After(patience):
		return fmt.Errorf("no handshake on hidrpc")
	}
	if err := v.hid.Send([]byte{keypress, usage, 1}); err != nil {
		return err
	}
	last := time.Now()
	v.pause.Store(0)
	v.letGo()
	end := make(chan struct{})
	v.holding = end
	go func() {
		tick := time.NewTicker(keepAliveEvery)
		defer tick.Stop()
		for {
			select {
			case <-end:
				return
			case <-tick.C:
				_ = v.hid.Send([]byte{keepAlive})
				if pause := time.Since(last).Microseconds(); pause > v.pause.Load() {
					v.pause.Store(pause)
				}
				last = time.Now()
			}
		}
	}()
	return nil
}

func (v *viewer) release(usage byte) error {
	v.letGo()
	return v.hid.Send([]byte{keypress, usage, 0})
}

func (v *viewer) letGo() {
	if v.holding != nil {
		close(v.holding)
		v.holding = nil
	}
}

func (v *viewer) typeKeys(first, count int, pace time.Duration) error {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for i := 0; i < count; i++ {
		usage := byte(first + i%36)
		for _, down := range []byte{1, 0} {
			<-tick.C
			if err := v.hid.Send([]byte{keypress, usage, down}); err != nil {
				return err
			}
		}
	}
	return nil
}
