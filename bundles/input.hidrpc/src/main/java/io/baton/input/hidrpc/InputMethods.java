// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The JSON-RPC methods of this bundle: input is passed on as a message, the state of keys and LEDs is answered at once.
 *
 * <p>Threading. Any thread.
 */
final class InputMethods {

    /** An empty list in its place would be taken for the stored one, changed and stored. */
    private static final Outcome.Refused PRIVATE = Outcome.refused(
            Reason.NOT_IN_CONTROL, "Only the session in control sees the macros while keystrokes are private.");

    private final Services services;
    private final StateBroadcaster broadcaster;
    private final PeerStates peerStates;
    private final KeyboardMacroStore macros;
    private final InputMetrics metrics;
    private final Consumer<InputMessage> submit;

    /** Passes each call's input to {@code submit}, which answers it. */
    InputMethods(
            Services services,
            StateBroadcaster broadcaster,
            PeerStates peerStates,
            KeyboardMacroStore macros,
            InputMetrics metrics,
            Consumer<InputMessage> submit) {
        this.services = services;
        this.broadcaster = broadcaster;
        this.peerStates = peerStates;
        this.macros = macros;
        this.metrics = metrics;
        this.submit = submit;
    }

    CompletionStage<Object> call(RpcCall call) {
        return switch (call.method()) {
            case "getKeyboardMacros" ->
                broadcaster.maySeeKeystrokes(call.peer())
                        ? macros.read()
                        : CompletableFuture.failedFuture(RpcException.refused(PRIVATE));
            case "setKeyboardMacros" -> macros.replace(call.params(), count -> recordMacros(call, count));
            case "getKeyboardLedState" ->
                CompletableFuture.completedFuture(StateBroadcaster.ledsJson(broadcaster.leds()));
            case "getKeyDownState", "getKeysDownState" ->
                CompletableFuture.completedFuture(StateBroadcaster.keysJson(broadcaster.keys(call.peer())));
            default -> input(call);
        };
    }

    /** Without the macros themselves: what is typed by them may be secret. */
    private void recordMacros(RpcCall call, int count) {
        InputAudit.note(
                services.audit().get(), services.coordinator().get(), call, "keyboard_macros", Map.of("macros", count));
    }

    private CompletionStage<Object> input(RpcCall call) {
        HidEvent event;
        try {
            event = InputParams.event(call.method(), call.params(), peerStates.wheel(call.peer()));
        } catch (RpcException e) {
            metrics.malformed.increment();
            return CompletableFuture.failedFuture(e);
        }
        if (event == null) {
            return CompletableFuture.completedFuture(RpcResult.VOID);
        }
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        submit.accept(new InputMessage(
                call.peer(), call.fencingToken(), call.arrivalNanos(), new HidRpcMessage.Input(event), false, answer));
        return answer.thenCompose(outcome -> outcome instanceof Outcome.Refused refused
                ? CompletableFuture.failedFuture(RpcException.refused(refused))
                : CompletableFuture.completedFuture(RpcResult.VOID));
    }

    /** Returns the input of a call that did not arrive; null for one that released no key or button. */
    @Nullable
    InputMessage discardedInput(PeerId peer, String method, Map<String, Object> params, long epoch) {
        HidEvent event;
        switch (method) {
            case "keyboardReport", "keypressReport", "absMouseReport", "relMouseReport" -> {
                try {
                    event = InputParams.event(method, params, peerStates.wheel(peer));
                } catch (RpcException e) {
                    // several calls at once, or malformed ones: any of them may have been a release
                    event = new HidEvent.Keyboard(0, 0);
                }
            }
            default -> {
                return null;
            }
        }
        return event == null ? null : new InputMessage(peer, epoch, 0, new HidRpcMessage.Input(event), false, null);
    }
}
