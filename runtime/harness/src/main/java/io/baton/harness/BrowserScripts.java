// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

/** JavaScript that {@link Browser} runs in the page. */
final class BrowserScripts {
    /**
     * Keeps the page's peer connections in {@code testPeers}, whatever the page is built with, and the texts of its
     * notifications, each of which is shown for a moment, in {@code testToasts}.
     */
    static final String RECORD = """
            (() => {
              const Original = window.RTCPeerConnection;
              window.testPeers = [];
              window.RTCPeerConnection = class extends Original {
                constructor(...args) {
                  super(...args);
                  this.createdAtMillis = performance.now();
                  window.testPeers.push(this);
                }
                async setLocalDescription(...args) {
                  this.offeredAtMillis ??= performance.now();
                  return super.setLocalDescription(...args);
                }
              };
              window.testToasts = [];
              new MutationObserver(() => {
                for (const toast of document.querySelectorAll('.toast')) {
                  if (!testToasts.includes(toast.textContent)) testToasts.push(toast.textContent);
                }
              }).observe(document, {childList: true, subtree: true});
            })();
            """;

    /** Luma of the code's part of the frame, in base64, and the frame's size; null while there is no video. */
    static final String READ_FRAME_CODE = """
            const video = document.querySelector('video');
            if (!video || video.readyState < 2 || !video.videoWidth) return null;
            const left = Math.floor(video.videoWidth / 16) * 16 - 288;
            const canvas = document.createElement('canvas');
            canvas.width = 256;
            canvas.height = 224;
            const context = canvas.getContext('2d', {willReadFrequently: true});
            context.drawImage(video, left, 64, 256, 224, 0, 0, 256, 224);
            const rgba = context.getImageData(0, 0, 256, 224).data;
            let text = '';
            for (let i = 1; i < rgba.length; i += 4) text += String.fromCharCode(rgba[i]);
            return [btoa(text), video.videoWidth, video.videoHeight];
            """;

    /** Statistics of the newest peer connection, or null while there is none. Asynchronous. */
    static final String READ_STATS = """
            const done = arguments[arguments.length - 1];
            const peer = window.testPeers?.at(-1);
            if (!peer) { done(null); return; }
            peer.getStats().then(stats => {
              let inbound = {}, candidate = {};
              stats.forEach(s => {
                if (s.type === 'inbound-rtp' && s.kind === 'video') inbound = s;
                if (s.type === 'candidate-pair' && s.nominated) candidate = s;
              });
              done({
                state: peer.connectionState,
                framesDecoded: inbound.framesDecoded ?? 0,
                framesReceived: inbound.framesReceived ?? 0,
                keyFramesDecoded: inbound.keyFramesDecoded ?? 0,
                framesDropped: inbound.framesDropped ?? 0,
                packetsLost: inbound.packetsLost ?? 0,
                packetsReceived: inbound.packetsReceived ?? 0,
                retransmitted: inbound.retransmittedPacketsReceived ?? 0,
                pliCount: inbound.pliCount ?? 0,
                nackCount: inbound.nackCount ?? 0,
                freezeCount: inbound.freezeCount ?? 0,
                roundTrip: candidate.currentRoundTripTime ?? -1
              });
            });
            """;

    private BrowserScripts() {}
}
