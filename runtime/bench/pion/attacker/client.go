// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/pion/dtls/v2"
	"github.com/pion/dtls/v2/pkg/crypto/fingerprint"
	"github.com/pion/dtls/v2/pkg/crypto/selfsign"
	"github.com/pion/ice/v2"
)

const patience = 10 * time.Second

// client is a peer whose layers are at hand one by one: offer and answer, ICE, DTLS.
type client struct {
	agent       *ice.Agent
	certificate tls.Certificate
	ufrag       string // own
	remoteUfrag string
	remotePwd   string
	candidates  []string // of the device
}

// join posts an offer of data channels alone and reads the answer.
func join(url string) (*client, error) {
	agent, err := ice.NewAgent(&ice.AgentConfig{
		NetworkTypes: []ice.NetworkType{ice.NetworkTypeUDP4}, MulticastDNSMode: ice.MulticastDNSModeDisabled,
		IncludeLoopback: true,
	})
	if err != nil {
		return nil, err
	}
	c := &client{agent: agent}
	if err = c.negotiate(url); err != nil {
		_ = agent.Close()
		return nil, err
	}
	return c, nil
}

func (c *client) negotiate(url string) error {
	gathered := make(chan struct{})
	var lines []string
	if err := c.agent.OnCandidate(func(candidate ice.Candidate) {
		if candidate == nil {
			close(gathered)
		} else {
			lines = append(lines, "a=candidate:"+candidate.Marshal())
		}
	}); err != nil {
		return err
	}
	if err := c.agent.GatherCandidates(); err != nil {
		return err
	}
	<-gathered
	ufrag, pwd, err := c.agent.GetLocalUserCredentials()
	if err != nil {
		return err
	}
	c.ufrag = ufrag
	if c.certificate, err = selfsign.GenerateSelfSigned(); err != nil {
		return err
	}
	leaf, err := x509.ParseCertificate(c.certificate.Certificate[0])
	if err != nil {
		return err
	}
	print, err := fingerprint.Fingerprint(leaf, crypto.SHA256)
	if err != nil {
		return err
	}
	sdp := strings.Join(append([]string{
		"v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
		"m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:0",
		"a=ice-ufrag:" + ufrag, "a=ice-pwd:" + pwd, "a=fingerprint:sha-256 " + strings.ToUpper(print),
		"a=setup:actpass", "a=sctp-port:5000", "a=max-message-size:65536",
	}, lines...), "\r\n") + "\r\n"
	answer, err := post(url, sdp)
	if err != nil {
		return err
	}
	for _, line := range strings.Split(answer, "\r\n") {
		switch name, value, _ := strings.Cut(line, ":"); name {
		case "a=ice-ufrag":
			c.remoteUfrag = value
		case "a=ice-pwd":
			c.remotePwd = value
		case "a=candidate":
			c.candidates = append(c.candidates, value)
		}
	}
	return nil
}

func post(url string, sdp string) (string, error) {
	text, _ := json.Marshal(map[string]string{"type": "offer", "sdp": sdp})
	body, _ := json.Marshal(map[string]string{"sd": base64.StdEncoding.EncodeToString(text)})
	reply, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer reply.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(reply.Body, 1<<20))
	if err != nil {
		return "", err
	}
	var wrapped struct {
		SD   string `json:"sd"`
		Code string `json:"code"`
	}
	if err = json.Unmarshal(raw, &wrapped); err != nil {
		return "", err
	}
	if reply.StatusCode != http.StatusOK {
		return "", fmt.Errorf("refused: %s", wrapped.Code)
	}
	decoded, err := base64.StdEncoding.DecodeString(wrapped.SD)
	if err != nil {
		return "", err
	}
	var answer struct {
		SDP string `json:"sdp"`
	}
	err = json.Unmarshal(decoded, &answer)
	return answer.SDP, err
}

// connect runs ICE and returns the path it selected.
func (c *client) connect() (*ice.Conn, error) {
	for _, line := range c.candidates {
		candidate, err := ice.UnmarshalCandidate(line)
		if err != nil || candidate.NetworkType() != ice.NetworkTypeUDP4 {
			continue
		}
		if err = c.agent.AddRemoteCandidate(candidate); err != nil {
			return nil, err
		}
	}
	deadline, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return c.agent.Dial(deadline, c.remoteUfrag, c.remotePwd)
}

// secure runs DTLS as its server, which is the offerer's role where the device answers setup:active.
func (c *client) secure(path *ice.Conn) (*dtls.Conn, error) {
	deadline, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return dtls.ServerWithContext(deadline, path, &dtls.Config{
		Certificates: []tls.Certificate{c.certificate}, ClientAuth: dtls.RequireAnyClientCert, InsecureSkipVerify: true,
		ExtendedMasterSecret:   dtls.RequireExtendedMasterSecret,
		SRTPProtectionProfiles: []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80},
	})
}

func (c *client) close() {
	_ = c.agent.Close()
}
