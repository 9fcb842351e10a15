// SPDX-License-Identifier: Apache-2.0

// Sender is the yardstick of the fan-out bench: Pion sending one H.264 clip to every viewer through one shared track.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/pion/webrtc/v3"
	"github.com/pion/webrtc/v3/pkg/media"
)

func main() {
	clip := flag.String("clip", "", "H.264 Annex B file, one access unit after the other")
	fps := flag.Int("fps", 30, "frames a second")
	reports := flag.String("reports", "", "write input as reports to this file, each after its port and length")
	flag.Parse()
	raw, err := os.ReadFile(*clip)
	if err != nil {
		log.Fatal(err)
	}
	var input *os.File
	if *reports != "" {
		if input, err = os.OpenFile(*reports, os.O_RDWR, 0); err != nil {
			log.Fatal(err)
		}
	}
	units := accessUnits(raw)
	track, err := webrtc.NewTrackLocalStaticSample(
		webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeH264}, "video", "kvm")
	if err != nil {
		log.Fatal(err)
	}
	go play(track, units, *fps)

	settings := webrtc.SettingEngine{}
	settings.SetIncludeLoopbackCandidate(true)
	mediaEngine := &webrtc.MediaEngine{}
	if err = mediaEngine.RegisterDefaultCodecs(); err != nil {
		log.Fatal(err)
	}
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(mediaEngine))
	http.HandleFunc("/webrtc/session", func(w http.ResponseWriter, r *http.Request) {
		if err := answer(api, track, input, w, r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>Pion sender</title><body>")
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("ready http://%s/webrtc/session\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}

func answer(api *webrtc.API, track *webrtc.TrackLocalStaticSample, input *os.File,
	w http.ResponseWriter, r *http.Request) error {
	var wrapped struct {
		SD string `json:"sd"`
	}
	if err := json.NewDecoder(r.Body).Decode(&wrapped); err != nil {
		return err
	}
	text, err := base64.StdEncoding.DecodeString(wrapped.SD)
	if err != nil {
		return err
	}
	offer := webrtc.SessionDescription{}
	if err = json.Unmarshal(text, &offer); err != nil {
		return err
	}
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return err
	}
	sender, err := pc.AddTrack(track)
	if err != nil {
		return err
	}
	go func() {
		buffer := make([]byte, 1500)
		for {
			if _, _, err := sender.Read(buffer); err != nil {
				return
			}
		}
	}()
	pc.OnDataChannel(func(channel *webrtc.DataChannel) {
		channel.OnMessage(func(m webrtc.DataChannelMessage) {
			if m.IsString {
				_ = channel.SendText(`{"jsonrpc":"2.0","result":"pong","id":2}`)
			} else if report := reportOf(m.Data); input != nil && report != nil {
				_, _ = input.Write(report)
			} else {
				_ = channel.Send(m.Data)
			}
		})
	})
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateFailed || state == webrtc.PeerConnectionStateDisconnected {
			_ = pc.Close()
		}
	})
	if err = pc.SetRemoteDescription(offer); err != nil {
		return err
	}
	reply, err := pc.CreateAnswer(nil)
	if err != nil {
		return err
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err = pc.SetLocalDescription(reply); err != nil {
		return err
	}
	<-gathered
	out, err := json.Marshal(pc.LocalDescription())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]string{"sd": base64.StdEncoding.EncodeToString(out)})
}

// reportOf translates an absolute pointer position or a key into the report of a USB keyboard or pointer.
func reportOf(message []byte) []byte {
	switch {
	case len(message) == 10 && message[0] == 3:
		return []byte{'A', 6, 1, message[9], message[4], message[3], message[8], message[7]}
	case len(message) == 3 && message[0] == 5:
		return []byte{'K', 8, 0, 0, message[1] * message[2], 0, 0, 0, 0, 0}
	default:
		return nil
	}
}

func play(track *webrtc.TrackLocalStaticSample, units [][]byte, fps int) {
	interval := time.Second / time.Duration(fps)
	tick := time.NewTicker(interval)
	for i := 0; ; i = (i + 1) % len(units) {
		<-tick.C
		if err := track.WriteSample(media.Sample{Data: units[i], Duration: interval}); err != nil {
			log.Fatal(err)
		}
	}
}

// accessUnits splits a clip with one slice a picture: a picture ends with its slice (NAL unit types 1 and 5).
func accessUnits(raw []byte) [][]byte {
	var units [][]byte
	start := 0
	code := []byte{0, 0, 1}
	for at := bytes.Index(raw, code); at >= 0 && at+3 < len(raw); {
		next := bytes.Index(raw[at+3:], code)
		end := len(raw)
		if next >= 0 {
			end = at + 3 + next
			if end > 0 && raw[end-1] == 0 {
				end--
			}
		}
		if kind := raw[at+3] & 0x1f; kind == 1 || kind == 5 {
			units = append(units, raw[start:end])
			start = end
		}
		if next < 0 {
			break
		}
		at = at + 3 + next
	}
	return units
}
