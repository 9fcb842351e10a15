// SPDX-License-Identifier: Apache-2.0

// Whip is a media server by WHIP (RFC 9725) for one stream at a time: it takes the offer, counts the
// frames of the video, asks for a key frame with a PLI, and prints what happens as an object on a line.
//
// The endpoint is /whip, which redirects to /edge as a server with several machines does; the session
// is /session. Both want the token.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v3"
)

const (
	framesBeforePli = 30
	reportEvery     = 10
	naluKey         = 5
	naluStapA       = 24
	naluFuA         = 28
)

type said struct {
	What    string `json:"what"`
	Frames  int    `json:"frames,omitempty"`
	Keys    int    `json:"keys,omitempty"`
	Missing int    `json:"missing,omitempty"`
	Text    string `json:"text,omitempty"`
}

type server struct {
	token string
	mutex sync.Mutex
	out   *json.Encoder
	pc    *webrtc.PeerConnection
}

func (s *server) say(what said) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_ = s.out.Encode(what)
}

func main() {
	address := flag.String("address", "127.0.0.1:0", "where HTTP is served")
	token := flag.String("token", "", "the bearer token that is wanted")
	flag.Parse()
	s := &server{token: "Bearer " + *token, out: json.NewEncoder(os.Stdout)}
	http.HandleFunc("/whip", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/edge", http.StatusTemporaryRedirect)
	})
	http.HandleFunc("/edge", s.guarded(s.post))
	http.HandleFunc("/session", s.guarded(s.end))
	fmt.Fprintln(os.Stderr, http.ListenAndServe(*address, nil))
}

func (s *server) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != s.token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

func (s *server) post(w http.ResponseWriter, r *http.Request) {
	offer, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/sdp" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	answer, err := s.answer(string(offer))
	if err != nil {
		s.say(said{What: "refused", Text: err.Error()})
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/sdp")
	w.Header().Set("Location", "/session")
	w.Header().Set("Link", `<stun:stun.example.net>; rel="ice-server"`)
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, answer)
}

func (s *server) end(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodDelete && s.pc != nil {
		_ = s.pc.Close()
		s.say(said{What: "deleted"})
	}
}

func (s *server) answer(offer string) (string, error) {
	settings := webrtc.SettingEngine{}
	settings.SetIncludeLoopbackCandidate(true)
	engine := &webrtc.MediaEngine{}
	if err := engine.RegisterDefaultCodecs(); err != nil {
		return "", err
	}
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(engine)).
		NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return "", err
	}
	s.pc = pc
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) { s.say(said{What: state.String()}) })
	pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { s.count(pc, track) })
	if err = pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", err
	}
	answer, err := pc.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err = pc.SetLocalDescription(answer); err != nil {
		return "", err
	}
	<-gathered
	return pc.LocalDescription().SDP, nil
}

// count reads the track to its end.
func (s *server) count(pc *webrtc.PeerConnection, track *webrtc.TrackRemote) {
	var frames, keys, missing, keysAtPli int
	var last uint16
	first, inKey := true, false
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		if !first && packet.SequenceNumber != last+1 {
			missing++
		}
		first, last = false, packet.SequenceNumber
		inKey = inKey || isKey(packet.Payload)
		if !packet.Marker {
			continue
		}
		frames++
		if inKey {
			keys++
			inKey = false
			if keysAtPli > 0 && keys > keysAtPli {
				keysAtPli = 0
				s.say(said{What: "pli answered"})
			}
		}
		if frames == framesBeforePli {
			keysAtPli = keys
			_ = pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())}})
		}
		if frames%reportEvery == 0 {
			s.say(said{What: "frames", Frames: frames, Keys: keys, Missing: missing})
		}
	}
}

// isKey tells whether a payload holds a part of a key frame (RFC 6184).
func isKey(payload []byte) bool {
	if len(payload) < 2 {
		return false
	}
	switch payload[0] & 0x1f {
	case naluFuA:
		return payload[1]&0x1f == naluKey
	case naluStapA:
		for at := 1; at+2 < len(payload); at += 2 + int(payload[at])<<8 + int(payload[at+1]) {
			if payload[at+2]&0x1f == naluKey {
				return true
			}
		}
		return false
	default:
		return payload[0]&0x1f == naluKey
	}
}
