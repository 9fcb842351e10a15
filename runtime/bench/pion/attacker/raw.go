// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/binary"
	"errors"
	"net"
	"syscall"
)

// forger sends UDP datagrams whose source is another's address. That needs a raw socket, and so root.
type forger struct {
	socket int
	packet []byte // IPv4 and UDP headers, then the content
	to     *syscall.SockaddrInet4
}

const headers = 20 + 8

func newForger(from, to *net.UDPAddr) (*forger, error) {
	source, target := from.IP.To4(), to.IP.To4()
	if source == nil || target == nil {
		return nil, errors.New("the path to be forged is not IPv4")
	}
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_RAW)
	if err != nil {
		return nil, err
	}
	packet := make([]byte, headers, 2048)
	packet[0] = 0x45
	packet[8] = 64 // TTL
	packet[9] = syscall.IPPROTO_UDP
	copy(packet[12:], source)
	copy(packet[16:], target)
	binary.BigEndian.PutUint16(packet[20:], uint16(from.Port))
	binary.BigEndian.PutUint16(packet[22:], uint16(to.Port))
	address := &syscall.SockaddrInet4{Port: to.Port}
	copy(address.Addr[:], target)
	return &forger{socket: socket, packet: packet, to: address}, nil
}

// send leaves the checksums to the kernel (IP) and out (UDP, where IPv4 permits it).
func (f *forger) send(content []byte) error {
	packet := append(f.packet[:headers], content...)
	binary.BigEndian.PutUint16(packet[2:], uint16(len(packet)))
	binary.BigEndian.PutUint16(packet[24:], uint16(8+len(content)))
	return syscall.Sendto(f.socket, packet, 0, f.to)
}

func (f *forger) close() {
	_ = syscall.Close(f.socket)
}
