#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Joins a device with aiortc, a WebRTC stack written by others that offers SCTP in its legacy syntax.

Prints one JSON object: what was answered on the rpc channel, whether the HID handshake came back, and how many
pictures were decoded. Needs Debian's python3-aiortc.
"""

import argparse
import asyncio
import base64
import json
import sys
import urllib.request

from aiortc import RTCPeerConnection, RTCSessionDescription


def post(url, offer):
    text = json.dumps({"type": offer.type, "sdp": offer.sdp}).encode()
    body = json.dumps({"sd": base64.b64encode(text).decode()}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.loads(base64.b64decode(json.load(reply)["sd"]))


async def run(args):
    pc = RTCPeerConnection()
    seen = {"rpc": None, "hidHandshake": False, "frames": 0, "width": 0, "height": 0, "large": None}
    done = asyncio.Event()

    def check():
        data_done = not args.data or (seen["rpc"] == "pong" and seen["hidHandshake"])
        video_done = not args.video or seen["frames"] >= args.frames
        if data_done and video_done:
            done.set()

    if args.data:
        rpc = pc.createDataChannel("rpc")
        hid = pc.createDataChannel("hidrpc")

        @rpc.on("open")
        def rpc_open():
            request = json.dumps({"jsonrpc": "2.0", "method": "ping", "params": {}, "id": 7})
            rpc.send(request)
            rpc.send(request)  # some clients of aiortc send every request twice

        @rpc.on("message")
        def rpc_message(message):
            reply = json.loads(message)
            if reply.get("id") == 7:
                seen["rpc"] = reply.get("result")
            check()

        @hid.on("open")
        def hid_open():
            hid.send(bytes([1, 1]))

        @hid.on("message")
        def hid_message(message):
            seen["hidHandshake"] = seen["hidHandshake"] or message == bytes([1, 1])
            check()

    async def watch(track):
        while not done.is_set():
            frame = await track.recv()
            seen["frames"] += 1
            seen["width"], seen["height"] = frame.width, frame.height
            check()

    @pc.on("track")
    def on_track(track):
        asyncio.ensure_future(watch(track))

    if args.video:
        pc.addTransceiver("video", direction=args.direction)
    await pc.setLocalDescription(await pc.createOffer())
    answer = await asyncio.get_running_loop().run_in_executor(None, post, args.url, pc.localDescription)
    await pc.setRemoteDescription(RTCSessionDescription(sdp=answer["sdp"], type=answer["type"]))
    try:
        await asyncio.wait_for(done.wait(), args.seconds)
    except asyncio.TimeoutError:
        pass
    seen["state"] = pc.connectionState
    print(json.dumps(seen))
    await pc.close()
    return 0 if done.is_set() else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080/webrtc/session")
    parser.add_argument("--no-video", dest="video", action="store_false")
    parser.add_argument("--no-data", dest="data", action="store_false")
    parser.add_argument("--direction", default="recvonly", choices=["recvonly", "sendrecv"])
    parser.add_argument("--frames", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60)
    sys.exit(asyncio.run(run(parser.parse_args())))


if __name__ == "__main__":
    main()
