// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/pion/webrtc/v3"
)

const (
	floodChannels  = 58
	messagesSecond = 4400
)

// unknownLabels floods an observer's channels, whose labels no bundle serves, with messages of one byte.
func unknownLabels(a *attack) error {
	return a.again(func() error {
		settings := webrtc.SettingEngine{}
		settings.SetIncludeLoopbackCandidate(true)
		pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings)).NewPeerConnection(webrtc.Configuration{})
		if err != nil {
			return err
		}
		defer func() { _ = pc.Close() }()
		channels, opened := make([]*webrtc.DataChannel, floodChannels), make(chan struct{}, floodChannels)
		for i := range channels {
			if channels[i], err = pc.CreateDataChannel(fmt.Sprintf("unknown-%d", i), nil); err != nil {
				return err
			}
			channels[i].OnOpen(func() { opened <- struct{}{} })
		}
		offer, err := pc.CreateOffer(nil)
		if err != nil {
			return err
		}
		gathered := webrtc.GatheringCompletePromise(pc)
		if err = pc.SetLocalDescription(offer); err != nil {
			return err
		}
		<-gathered
		answer, err := post(a.url, pc.LocalDescription().SDP)
		if err != nil {
			return err
		}
		if err = pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
			return err
		}
		for range channels {
			select {
			case <-opened:
			case <-time.After(patience):
				return errors.New("the channels did not open")
			}
		}
		next := 0
		return a.paced(messagesSecond, func() error {
			next++
			channel := channels[next%len(channels)]
			if channel.ReadyState() != webrtc.DataChannelStateOpen {
				return fmt.Errorf("%s is %s", channel.Label(), channel.ReadyState())
			}
			if channel.BufferedAmount() > 1<<16 {
				return nil // the device does not read faster
			}
			a.sent.Add(1)
			return channel.Send([]byte{1})
		})
	})
}
