// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pion/webrtc/v3"
)

// peer is one peer connection, told what to do from outside.
type peer struct {
	number   int
	say      func(said)
	pc       *webrtc.PeerConnection
	cable    *cable
	channels sync.Map // label to *webrtc.DataChannel
	packets  atomic.Int64
	media    atomic.Int64 // packets that carry a part of a picture
}

// open makes the connection with these channels and says its offer, all candidates in it.
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
		p.pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { p.watch(track) })
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

func (p *peer) watch(track *webrtc.TrackRemote) {
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		p.packets.Add(1)
		if len(packet.Payload) > 0 {
			p.media.Add(1)
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
