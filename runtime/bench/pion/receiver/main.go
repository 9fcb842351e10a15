// SPDX-License-Identifier: Apache-2.0

// Receiver joins a KVM device, or the Pion sender beside it, with a number of viewers and reports what each got. It is
// a peer written by others: the WebRTC in it is Pion's. Used by the interoperability tests and by the fan-out bench.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v2"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v3"
)

type viewer struct {
	number       int
	pc           *webrtc.PeerConnection
	offered      time.Time
	firstPacket  atomic.Int64 // microseconds after the offer; 0 = none yet
	firstKey     atomic.Int64
	packets      atomic.Int64
	bytes        atomic.Int64
	missing      atomic.Int64
	echoes       atomic.Int64
	rpcReply     atomic.Value
	hidHandshake atomic.Bool
	hid          *webrtc.DataChannel
	pointer      *webrtc.DataChannel
	hidReady     chan struct{}
	holding      chan struct{} // closed to end the keep-alives of the key that is held
	pause        atomic.Int64  // the longest time between two of them, microseconds
	first        atomic.Int64  // RTP sequence number of the first packet, and the last one extended by its roll-overs
	last         atomic.Int64
	joinReply    joinReply
}

// joinReply holds the fields beside the device's answer.
type joinReply struct {
	SessionID   string `json:"sessionId"`
	Mode        string `json:"mode"`
	ResumeToken string `json:"resumeToken"`
}

type report struct {
	Viewer           int    `json:"viewer"`
	FirstPacketMicro int64  `json:"firstPacketMicros"`
	FirstKeyMicro    int64  `json:"firstKeyMicros"`
	Packets          int64  `json:"packets"`
	Bytes            int64  `json:"bytes"`
	Missing          int64  `json:"missing"`
	Echoes           int64  `json:"echoes"`
	RPCReply         string `json:"rpcReply"`
	HidHandshake     bool   `json:"hidHandshake"`
	State            string `json:"state"`
}

func main() {
	url := flag.String("url", "http://127.0.0.1:8080/webrtc/session", "where offers are posted")
	count := flag.Int("n", 1, "viewers")
	seconds := flag.Float64("seconds", 10, "how long to watch once all have joined")
	packets := flag.Int64("packets", 0, "watch longer, up to a minute, until a single viewer has got so many packets")
	rate := flag.Int("rate", 0, "data-channel messages a second for each viewer")
	video := flag.Bool("video", true, "ask for the picture")
	data := flag.Bool("data", true, "open the data channels")
	ipv6 := flag.Bool("ipv6", false, "use no other addresses")
	gcm := flag.Bool("gcm", false, "offer no SRTP profile but AEAD_AES_128_GCM")
	stay := flag.Bool("stay", false, "leave without closing the connection")
	commands := flag.Bool("commands", false, "once joined, follow the commands on the standard input instead of the clock")
	flag.Parse()

	viewers := make([]*viewer, *count)
	var wait sync.WaitGroup
	failed := atomic.Int64{}
	for i := range viewers {
		viewers[i] = &viewer{number: i, hidReady: make(chan struct{})}
		viewers[i].rpcReply.Store("")
		wait.Add(1)
		go func(v *viewer) {
			defer wait.Done()
			if err := v.join(*url, *video, *data, *rate, *ipv6, *gcm); err != nil {
				fmt.Fprintf(os.Stderr, "viewer %d: %v\n", v.number, err)
				failed.Add(1)
			}
		}(viewers[i])
		time.Sleep(30 * time.Millisecond)
	}
	wait.Wait()
	if failed.Load() > 0 {
		os.Exit(1)
	}
	fmt.Println("joined")
	for _, v := range viewers {
		v.packets.Store(0)
		v.bytes.Store(0)
	}
	out := json.NewEncoder(os.Stdout)
	if *commands {
		obey(viewers, os.Stdin, out)
		return
	}
	time.Sleep(time.Duration(*seconds * float64(time.Second)))
	for end := time.Now().Add(patience); *count == 1 && !viewers[0].complete(*packets, *data) && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	for _, v := range viewers {
		_ = out.Encode(v.report())
	}
	if *stay {
		os.Exit(0)
	}
	for _, v := range viewers {
		_ = v.pc.Close()
	}
}

// complete tells whether so many packets have come, and the answers on the data channels.
func (v *viewer) complete(packets int64, data bool) bool {
	return v.packets.Load() >= packets && (!data || v.rpcReply.Load().(string) != "" && v.hidHandshake.Load())
}

func (v *viewer) report() report {
	return report{
		v.number, v.firstPacket.Load(), v.firstKey.Load(), v.packets.Load(), v.bytes.Load(), v.missing.Load(),
		v.echoes.Load(), v.rpcReply.Load().(string), v.hidHandshake.Load(), v.pc.ConnectionState().String(),
	}
}

func (v *viewer) join(url string, video, data bool, rate int, ipv6, gcm bool) error {
	settings := webrtc.SettingEngine{}
	settings.SetIncludeLoopbackCandidate(true)
	if ipv6 {
		settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP6})
	}
	if gcm {
		settings.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM)
	}
	media := &webrtc.MediaEngine{}
	if err := media.RegisterDefaultCodecs(); err != nil {
		return err
	}
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(media))
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return err
	}
	v.pc = pc
	connected := make(chan struct{})
	var once sync.Once
	ready := func() { once.Do(func() { close(connected) }) }
	if video {
		if _, err = pc.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo,
			webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return err
		}
		pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { v.read(track, ready) })
	}
	if data {
		if err = v.openChannels(pc, rate, func() {
			if !video {
				ready()
			}
		}); err != nil {
			return err
		}
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
	v.offered = time.Now()
	answer, err := v.post(url, pc.LocalDescription())
	if err != nil {
		return err
	}
	if err = pc.SetRemoteDescription(*answer); err != nil {
		return err
	}
	select {
	case <-connected:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("nothing within %s, state %s", patience, pc.ConnectionState())
	}
}

func (v *viewer) openChannels(pc *webrtc.PeerConnection, rate int, open func()) error {
	rpc, err := pc.CreateDataChannel("rpc", nil)
	if err != nil {
		return err
	}
	rpc.OnOpen(func() {
		open()
		_ = rpc.SendText(`{"jsonrpc":"2.0","method":"ping","params":{},"id":1}`)
		if rate > 0 {
			go func() {
				tick := time.NewTicker(time.Second / time.Duration(rate))
				defer tick.Stop()
				for range tick.C {
					if rpc.SendText(`{"jsonrpc":"2.0","method":"ping","params":{},"id":2}`) != nil {
						return
					}
				}
			}()
		}
	})
	rpc.OnMessage(func(m webrtc.DataChannelMessage) {
		var reply struct {
			ID     any `json:"id"`
			Result any `json:"result"`
		}
		if json.Unmarshal(m.Data, &reply) == nil && reply.ID != nil {
			v.echoes.Add(1)
			if s, ok := reply.Result.(string); ok {
				v.rpcReply.Store(s)
			}
		}
	})
	hid, err := pc.CreateDataChannel("hidrpc", nil)
	if err != nil {
		return err
	}
	v.hid = hid
	ordered, retransmits := true, uint16(0)
	v.pointer, err = pc.CreateDataChannel("hidrpc-unreliable-ordered",
		&webrtc.DataChannelInit{Ordered: &ordered, MaxRetransmits: &retransmits})
	if err != nil {
		return err
	}
	hid.OnOpen(func() { _ = hid.Send([]byte{1, 1}) })
	hid.OnMessage(func(m webrtc.DataChannelMessage) {
		if !m.IsString && bytes.Equal(m.Data, []byte{1, 1}) && v.hidHandshake.CompareAndSwap(false, true) {
			close(v.hidReady)
		}
	})
	return nil
}

func (v *viewer) read(track *webrtc.TrackRemote, ready func()) {
	_ = v.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())}})
	var last uint16
	started := false
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		if !started {
			v.firstPacket.Store(time.Since(v.offered).Microseconds())
			started = true
			v.first.Store(int64(packet.SequenceNumber))
			v.last.Store(int64(packet.SequenceNumber))
		} else if gap := packet.SequenceNumber - last; gap > 1 && gap < 1000 {
			v.missing.Add(int64(gap - 1))
		}
		if ahead := int16(packet.SequenceNumber - last); started && ahead > 0 {
			v.last.Add(int64(ahead))
		}
		last = packet.SequenceNumber
		v.packets.Add(1)
		v.bytes.Add(int64(packet.MarshalSize()))
		if v.firstKey.Load() == 0 && startsKeyPicture(packet.Payload) {
			v.firstKey.Store(time.Since(v.offered).Microseconds())
			ready()
		}
	}
}

// startsKeyPicture tells whether a payload carries an SPS or an IDR slice (RFC 6184 section 5.2).
func startsKeyPicture(payload []byte) bool {
	if len(payload) < 2 {
		return false
	}
	kind := payload[0] & 0x1f
	switch kind {
	case 24:
		return len(payload) > 3 && (payload[3]&0x1f == 7 || payload[3]&0x1f == 5)
	case 28:
		return payload[1]&0x1f == 5
	default:
		return kind == 5 || kind == 7
	}
}

func (v *viewer) post(url string, offer *webrtc.SessionDescription) (*webrtc.SessionDescription, error) {
	text, err := json.Marshal(offer)
	if err != nil {
		return nil, err
	}
	// with the field it is no legacy client, of which the newest replaces the one in control
	body, _ := json.Marshal(map[string]any{
		"sd":    base64.StdEncoding.EncodeToString(text),
		"baton": map[string]string{"userAgent": "receiver"},
	})
	reply, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(reply.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if reply.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", reply.Status, raw)
	}
	var wrapped struct {
		SD string `json:"sd"`
		joinReply
	}
	if err = json.Unmarshal(raw, &wrapped); err != nil {
		return nil, err
	}
	v.joinReply = wrapped.joinReply
	decoded, err := base64.StdEncoding.DecodeString(wrapped.SD)
	if err != nil {
		return nil, err
	}
	answer := &webrtc.SessionDescription{}
	return answer, json.Unmarshal(decoded, answer)
}
