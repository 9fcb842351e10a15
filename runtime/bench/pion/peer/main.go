// SPDX-License-Identifier: Apache-2.0

// Peer holds peer connections of Pion's driven by the lines of its standard input: signalling, calls
// and input are up to the program that writes these lines. It ends with its input.
//
// A command is an object on a line: peer, a number chosen by the caller; do; label; text.
//
//	open       makes a connection with a channel for each label, separated by blanks; "video" asks for video
//	answer     the SDP of the answer
//	text       sends the text on the channel with this label
//	bytes      sends bytes, written in hex
//	cut        drops all packets in both directions, as with an unplugged cable
//	path       prints the addresses of the selected pair, its own and the device's
//	close      closes the connection
//
// Events are printed in the same form: offer, state, open, closed, text, bytes, path, done after close, failed.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/pion/webrtc/v3"
)

type command struct {
	Peer  int    `json:"peer"`
	Do    string `json:"do"`
	Label string `json:"label"`
	Text  string `json:"text"`
}

type said struct {
	Peer  int    `json:"peer"`
	What  string `json:"what"`
	Label string `json:"label,omitempty"`
	Text  string `json:"text,omitempty"`
}

const longestLine = 4 << 20

func main() {
	var printing sync.Mutex
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	say := func(s said) {
		printing.Lock()
		defer printing.Unlock()
		_ = out.Encode(s)
	}
	peers := map[int]*peer{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 64<<10), longestLine)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			fmt.Fprintln(os.Stderr, "peer:", err)
			os.Exit(2)
		}
		if c.Do == "open" {
			peers[c.Peer] = &peer{number: c.Peer, say: say}
		}
		p, known := peers[c.Peer]
		if !known {
			continue
		}
		if c.Do == "close" {
			delete(peers, c.Peer)
		}
		if c.Do == "open" || c.Do == "close" {
			go obey(p, c)
		} else {
			obey(p, c)
		}
	}
}

func obey(p *peer, c command) {
	if err := p.do(c); err != nil {
		p.say(said{Peer: p.number, What: "failed", Label: c.Do, Text: err.Error()})
	}
}

func (p *peer) do(c command) error {
	switch c.Do {
	case "open":
		labels, video := split(c.Label)
		return p.open(labels, video)
	case "answer":
		return p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: c.Text})
	case "text":
		return p.send(c.Label, func(channel *webrtc.DataChannel) error { return channel.SendText(c.Text) })
	case "bytes":
		data, err := hex.DecodeString(c.Text)
		if err != nil {
			return err
		}
		return p.send(c.Label, func(channel *webrtc.DataChannel) error { return channel.Send(data) })
	case "cut":
		p.cable.isCut.Store(true)
		return nil
	case "path":
		pair, err := p.pc.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
		if err != nil {
			return err
		}
		p.say(said{Peer: p.number, What: "path", Text: fmt.Sprintf("%s:%d %s:%d",
			pair.Local.Address, pair.Local.Port, pair.Remote.Address, pair.Remote.Port)})
		return nil
	case "close":
		if p.pc != nil {
			_ = p.pc.Close()
		}
		p.say(said{Peer: p.number, What: "done"})
		return nil
	default:
		return fmt.Errorf("no such command")
	}
}
