// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pion/webrtc/v3"
)

// The load: absolute pointer positions, each of which is its own number, and keys from A to Z, one after the other.
const (
	pointerReport = 3

	pointersPerSecond = 1000
	keysPerSecond     = 20
	keyHeld           = 25 * time.Millisecond
	longestDrive      = 30 // seconds, so that no position comes twice

	firstUsage = 4
	usages     = 26

	// the reports as they come out of the device: the first letter of the port, the length, the report
	keyboardPort = 'K'
	absolutePort = 'A'

	settle = 2 * time.Second
)

// sent is one message: when it was due, when it was sent, when the report with it was read; nanoseconds.
type sent struct {
	due, at, arrived int64
}

// drive is one phase of input on schedule, whether what was sent before arrived or not.
type drive struct {
	began    time.Time
	pointers []sent
	edges    []sent
	queued   atomic.Int64 // pointers sent
	pressed  atomic.Int64 // edges sent

	mutex   sync.Mutex // guards what follows
	moved   int        // pointers that arrived or were merged into a later one
	merged  int
	edge    int // edges that arrived
	held    byte
	problem string
}

// drive sends for some seconds and writes what became of each message into a file: "pointer" or "key", how late it was
// sent and after how long it was read, in nanoseconds.
func (v *viewer) drive(seconds int, reports, out string) error {
	if seconds < 1 || seconds > longestDrive {
		return fmt.Errorf("1 to %d seconds", longestDrive)
	}
	select {
	case <-v.hidReady:
	case <-time.After(patience):
		return fmt.Errorf("no handshake on hidrpc")
	}
	d := &drive{
		began:    time.Now(),
		pointers: make([]sent, seconds*pointersPerSecond),
		edges:    make([]sent, seconds*keysPerSecond*2),
	}
	file, err := syscall.Open(reports, syscall.O_RDWR, 0)
	if err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.read(file)
	}()
	var sending sync.WaitGroup
	sending.Add(2)
	failures := make(chan error, 2)
	go func() {
		defer sending.Done()
		failures <- d.movePointer(v.pointer)
	}()
	go func() {
		defer sending.Done()
		failures <- d.pressKeys(v.hid)
	}()
	sending.Wait()
	for i := 0; i < 2; i++ {
		if err := <-failures; err != nil {
			return err
		}
	}
	for end := time.Now().Add(patience); time.Now().Before(end) && !d.allEdges(); {
		time.Sleep(10 * time.Millisecond)
	}
	for end := time.Now().Add(settle); time.Now().Before(end) && !d.complete(); {
		time.Sleep(10 * time.Millisecond)
	}
	// a record that no device writes ends the reading
	if _, err := syscall.Write(file, []byte{0xff, 0}); err != nil {
		return err
	}
	<-ended
	if err := syscall.Close(file); err != nil {
		return err
	}
	return d.write(out)
}

func (d *drive) now() int64 {
	return time.Since(d.began).Nanoseconds()
}

func (d *drive) movePointer(channel *webrtc.DataChannel) error {
	message := make([]byte, 10)
	message[0] = pointerReport
	return onSchedule(len(d.pointers), time.Second/pointersPerSecond, d.now, func(i int, due int64) error {
		binary.BigEndian.PutUint32(message[1:], uint32(i))
		binary.BigEndian.PutUint32(message[5:], uint32(i))
		d.pointers[i].due = due
		d.pointers[i].at = d.now()
		d.queued.Store(int64(i + 1))
		return channel.Send(message)
	})
}

func (d *drive) pressKeys(channel *webrtc.DataChannel) error {
	return onSchedule(len(d.edges), keyHeld, d.now, func(i int, due int64) error {
		d.edges[i].due = due
		d.edges[i].at = d.now()
		d.pressed.Store(int64(i + 1))
		return channel.Send([]byte{keypress, usage(i), byte(1 - i%2)})
	})
}

func usage(edge int) byte {
	return byte(firstUsage + edge/2%usages)
}

// onSchedule calls send at times that do not depend on how long it takes.
func onSchedule(count int, every time.Duration, now func() int64, send func(int, int64) error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const prSetTimerSlack = 29
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, prSetTimerSlack, 1, 0)
	due := now() + every.Nanoseconds()
	for i := 0; i < count; i++ {
		for left := due - now(); left > 0; left = due - now() {
			pause := syscall.NsecToTimespec(left)
			_ = syscall.Nanosleep(&pause, nil)
		}
		if err := send(i, due); err != nil {
			return err
		}
		due += every.Nanoseconds()
	}
	return nil
}

// read takes one report after the other until the record that ends it.
func (d *drive) read(file int) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	buffer := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := syscall.Read(file, buffer[kept:])
		if err == syscall.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return
		}
		at := d.now()
		data := buffer[:kept+n]
		for len(data) >= 2 && len(data) >= 2+int(data[1]) {
			if data[0] == 0xff {
				return
			}
			d.report(data[0], data[2:2+int(data[1])], at)
			data = data[2+int(data[1]):]
		}
		kept = copy(buffer, data)
	}
}

func (d *drive) report(port byte, report []byte, at int64) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	switch {
	case port == keyboardPort && len(report) == 8:
		d.keyboard(report[2], at)
	case port == absolutePort && len(report) == 6 && report[0] == 1:
		d.absolute(int(binary.LittleEndian.Uint16(report[2:])), at)
	}
}

// absolute takes a position, which stands for those before it that were merged into it.
func (d *drive) absolute(number int, at int64) {
	if number >= int(d.queued.Load()) || number < d.moved {
		return // of the time before, or a report that repeats the position
	}
	d.merged += number - d.moved
	for ; d.moved <= number; d.moved++ {
		d.pointers[d.moved].arrived = at
	}
}

// keyboard takes the one key that is down, or 0.
func (d *drive) keyboard(key byte, at int64) {
	if key == d.held {
		return
	}
	d.held = key
	if d.edge >= int(d.pressed.Load()) {
		d.problem = fmt.Sprintf("key %d came without being pressed", key)
		return
	}
	due := usage(d.edge) * byte(1-d.edge%2)
	if key != due && d.problem == "" {
		d.problem = fmt.Sprintf("edge %d: %d is down instead of %d", d.edge, key, due)
	}
	d.edges[d.edge].arrived = at
	d.edge++
}

func (d *drive) allEdges() bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.edge == len(d.edges)
}

// complete tells whether all has arrived; positions may be lost, so that it may never be.
func (d *drive) complete() bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.moved == len(d.pointers) && d.edge == len(d.edges)
}

func (d *drive) write(path string) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	for _, kind := range []struct {
		name     string
		messages []sent
	}{{"pointer", d.pointers}, {"key", d.edges}} {
		for _, s := range kind.messages {
			if s.arrived != 0 {
				fmt.Fprintln(out, kind.name, s.at-s.due, s.arrived-s.at)
			}
		}
	}
	fmt.Fprintln(out, "merged", d.merged)
	if err = out.Flush(); err == nil {
		err = file.Close()
	}
	switch {
	case err != nil:
		return err
	case d.problem != "":
		return fmt.Errorf("%s", d.problem)
	case d.edge < len(d.edges):
		return fmt.Errorf("%d of %d edges did not arrive", len(d.edges)-d.edge, len(d.edges))
	default:
		return nil // the channel of the pointer may lose positions
	}
}
