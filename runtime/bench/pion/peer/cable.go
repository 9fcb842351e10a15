// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net"
	"sync/atomic"
	"time"

	"github.com/pion/transport/v2"
	"github.com/pion/transport/v2/stdnet"
)

// cable is the network of one peer. While it is cut, all packets are dropped in both directions.
type cable struct {
	transport.Net
	isCut atomic.Bool
}

func newCable() (*cable, error) {
	host, err := stdnet.NewNet()
	if err != nil {
		return nil, err
	}
	return &cable{Net: host}, nil
}

func (c *cable) ListenUDP(network string, address *net.UDPAddr) (transport.UDPConn, error) {
	socket, err := c.Net.ListenUDP(network, address)
	if err != nil {
		return nil, err
	}
	return &plug{socket, c}, nil
}

func (c *cable) ListenPacket(network string, address string) (net.PacketConn, error) {
	socket, err := c.Net.ListenPacket(network, address)
	if err != nil {
		return nil, err
	}
	if udp, ok := socket.(transport.UDPConn); ok {
		return &plug{udp, c}, nil
	}
	return socket, nil
}

// plug is a socket on a cable.
type plug struct {
	transport.UDPConn
	cable *cable
}

func (p *plug) ReadFrom(into []byte) (int, net.Addr, error) {
	for {
		n, from, err := p.UDPConn.ReadFrom(into)
		if err != nil || !p.cable.isCut.Load() {
			return n, from, err
		}
	}
}

func (p *plug) WriteTo(data []byte, to net.Addr) (int, error) {
	if p.cable.isCut.Load() {
		return len(data), nil
	}
	return p.UDPConn.WriteTo(data, to)
}

// A peer notices by itself that it hears nothing, as early as a browser does and not before.
const (
	disconnectedAfter = 5 * time.Second
	failedAfter       = 25 * time.Second
	aliveEvery        = 2 * time.Second
)
