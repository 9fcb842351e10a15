// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"
	"fmt"
	"strings"
	"sync"

	"github.com/pion/webrtc/v3"
)

// peer is one peer connection, driven by commands.
type peer struct {
	number   int
	say      func(said)
	pc       *webrtc.PeerConnection
	cable    *cable
	channels sync.Map // label to *webrtc.DataChannel
}

// open makes the connection with these channels and prints its offer with all candidates.
func (p *peer) open(labels []string, video bool) error {
	line, err := newCable()
	if err != nil {
		return err
	}
	p.cable = line
	settings := webrtc.SettingEngine{}
	settings.SetNet(line)
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetICETimeouts(disconnectedAfter, failedAfter, aliveEvery)
	engine := &webrtc.MediaEngine{}
	if err = engine.RegisterDefaultCodecs(); err != nil {
		return err
	}
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(engine))
	if p.pc, err = api.NewPeerConnection(webrtc.Configuration{}); err != nil {
		return err
	}
	p.pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		p.say(said{Peer: p.number, What: "state", Text: state.String()})
	})
	if video {
		if _, err = p.pc.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo,
			webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return err
		}
		p.pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { drain(track) })
	}
	for _, label := range labels {
		if err = p.channel(label); err != nil {
			return err
		}
	}
	return p.offer()
}

func (p *peer) offer() error {
	offer, err := p.pc.CreateOffer(nil)
	if err != nil {
		return err
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err = p.pc.SetLocalDescription(offer); err != nil {
		return err
	}
	<-gathered
	p.say(said{Peer: p.number, What: "offer", Text: p.pc.LocalDescription().SDP})
	return nil
}

func (p *peer) channel(label string) error {
	channel, err := p.pc.CreateDataChannel(label, nil)
	if err != nil {
		return err
	}
	p.channels.Store(label, channel)
	channel.OnOpen(func() { p.say(said{Peer: p.number, What: "open", Label: label}) })
	channel.OnClose(func() { p.say(said{Peer: p.number, What: "closed", Label: label}) })
	channel.OnMessage(func(m webrtc.DataChannelMessage) {
		if m.IsString {
			p.say(said{Peer: p.number, What: "text", Label: label, Text: string(m.Data)})
		} else {
			p.say(said{Peer: p.number, What: "bytes", Label: label, Text: hex.EncodeToString(m.Data)})
		}
	})
	return nil
}

func drain(track *webrtc.TrackRemote) {
	for {
		if _, _, err := track.ReadRTP(); err != nil {
			return
		}
	}
}

func (p *peer) send(label string, send func(*webrtc.DataChannel) error) error {
	channel, ok := p.channels.Load(label)
	if !ok {
		return fmt.Errorf("no channel %s", label)
	}
	return send(channel.(*webrtc.DataChannel))
}

func split(words string) (labels []string, video bool) {
	for _, word := range strings.Fields(words) {
		if word == "video" {
			video = true
		} else {
			labels = append(labels, word)
		}
	}
	return labels, video
}
