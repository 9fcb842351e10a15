// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class KeyboardMacroStoreTest {

    private static final Map<String, Object> STEP =
            Map.of("keys", List.of("KeyA"), "modifiers", List.of("ControlLeft"), "delay", 100L);
    private static final Map<String, Object> MACRO =
            Map.of("id", "m1", "name", "Select all", "steps", List.of(STEP), "sortOrder", 3L);

    private final List<Integer> changes = new CopyOnWriteArrayList<>();
    private Path file = Path.of("");
    private KeyboardMacroStore store = open();

    @BeforeEach
    void create(@TempDir Path directory) {
        file = directory.resolve("input").resolve("macros.json");
        store = open();
    }

    @AfterEach
    void stop() {
        store.stop();
    }

    private KeyboardMacroStore open() {
        KeyboardMacroStore opened = new KeyboardMacroStore(
                file, new DaemonThreads(LoggerFactory.getLogger(HidRpcInput.LOGGER), reason -> {}));
        opened.load();
        return opened;
    }

    @Test
    void storedMacrosAreReadByASuccessor() throws IOException {
        assertEquals(RpcResult.VOID, replace(MACRO).toCompletableFuture().join());
        assertEquals(List.of(MACRO), macros(store));
        store.stop();
        store = open();
        assertEquals(List.of(MACRO), macros(store));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void replacementForgetsEarlierMacros() {
        replace(MACRO).toCompletableFuture().join();
        replace().toCompletableFuture().join();
        assertEquals(List.of(), macros(store));
        assertEquals(List.of(), macros(open()));
    }

    @Test
    void missingNamesAreEmptyAndDelaysAreClamped() {
        replace(Map.of("id", "m1", "name", "x", "steps", List.of(Map.of("delay", 1L), Map.of("delay", 1e9))))
                .toCompletableFuture()
                .join();
        assertEquals(
                List.of(Map.of(
                        "id",
                        "m1",
                        "name",
                        "x",
                        "sortOrder",
                        1L,
                        "steps",
                        List.of(
                                Map.of("keys", List.of(), "modifiers", List.of(), "delay", 50L),
                                Map.of("keys", List.of(), "modifiers", List.of(), "delay", 2000L)))),
                macros(store));
    }

    @Test
    void macroWithoutAnIdGetsOneThatNoOtherHas() {
        replace(with(MACRO, "id", ""), with(MACRO, "id", "macro-1"), Map.of("name", "x", "steps", List.of(STEP)))
                .toCompletableFuture()
                .join();
        assertEquals(
                List.of("macro-2", "macro-1", "macro-3"),
                ((List<?>) macros(store))
                        .stream().map(macro -> ((Map<?, ?>) macro).get("id")).toList());
    }

    static List<Map<String, Object>> malformedMacros() {
        return List.of(
                with(MACRO, "id", " "),
                with(MACRO, "id", 7L),
                with(MACRO, "name", "x".repeat(65)),
                with(MACRO, "steps", List.of()),
                with(MACRO, "steps", "none"),
                with(MACRO, "steps", List.of("step")),
                with(MACRO, "steps", Collections.nCopies(KeyboardMacros.MAX_STEPS + 1, STEP)),
                with(MACRO, "steps", List.of(with(STEP, "delay", "soon"))),
                with(MACRO, "steps", List.of(with(STEP, "keys", "KeyA"))),
                with(MACRO, "steps", List.of(with(STEP, "keys", List.of(4L)))),
                with(MACRO, "steps", List.of(with(STEP, "modifiers", Collections.nCopies(11, "ShiftLeft")))));
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        Map<String, Object> changed = new HashMap<>(map);
        changed.put(name, value);
        return changed;
    }

    @ParameterizedTest
    @MethodSource("malformedMacros")
    void malformedMacroIsRefusedAndNothingChanges(Map<String, Object> malformed) {
        replace(MACRO).toCompletableFuture().join();
        assertRefused(replace(malformed));
        assertEquals(List.of(MACRO), macros(store));
        assertEquals(List.of(MACRO), macros(open()));
    }

    @Test
    void tooManyMacrosTwiceTheSameIdAndNoListAreRefused() {
        assertRefused(replace(IntStream.rangeClosed(0, KeyboardMacros.MAX_MACROS)
                .mapToObj(number -> with(MACRO, "id", "m" + number))
                .toArray(Object[]::new)));
        assertRefused(replace(MACRO, MACRO));
        assertRefused(store.replace(Map.of(), changes::add));
        assertRefused(store.replace(Map.of("params", Map.of("macros", 1L)), changes::add));
    }

    @Test
    void macrosLongerThanAMessageAreRefused() {
        Map<String, Object> step = Map.of("keys", Collections.nCopies(10, "k".repeat(64)), "delay", 50L);
        Map<String, Object> large = with(MACRO, "steps", Collections.nCopies(10, step));
        assertRefused(replace(IntStream.range(0, KeyboardMacros.MAX_MACROS)
                .mapToObj(number -> with(large, "id", "m" + number))
                .toArray(Object[]::new)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"macros\":7}", "{\"macros\":[{}]}", "\0\0\0\0"})
    void damagedFileIsKeptAsideAndMacrosCanBeStoredAgain(String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        store.stop();
        store = open();
        assertEquals(List.of(), macros(store));
        assertEquals(content, Files.readString(file.resolveSibling("macros.json.damaged")));
        replace(MACRO).toCompletableFuture().join();
        assertEquals(List.of(MACRO), macros(open()));
    }

    @Test
    void unreadableFileStaysAndIsReadByALaterCall() throws IOException {
        replace(MACRO).toCompletableFuture().join();
        store.stop();
        Path elsewhere = file.resolveSibling("elsewhere");
        Files.move(file, elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        store = open();
        assertEquals("temporarily_unavailable", assertRefused(store.read()).data());
        assertEquals("temporarily_unavailable", assertRefused(replace()).data());
        assertTrue(Files.isSymbolicLink(file), "it is not damaged, and not overwritten");

        Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(List.of(MACRO), macros(store));
    }

    @Test
    void equalMacrosAreNotWrittenAgain() throws IOException {
        replace(MACRO).toCompletableFuture().join();
        FileTime earlier = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(file, earlier);
        assertEquals(RpcResult.VOID, replace(MACRO).toCompletableFuture().join());
        assertEquals(earlier, Files.getLastModifiedTime(file));
        assertEquals(List.of(1), changes);
    }

    @Test
    void failedWriteIsRefusedAndNothingChanges() throws IOException {
        Files.writeString(file.getParent(), "a file in place of the directory");
        RpcException refused = assertRefused(replace(MACRO));
        assertEquals("temporarily_unavailable", refused.data());
        assertEquals(List.of(), macros(store));
    }

    @Test
    void macrosAfterStopAreRefused() {
        store.stop();
        assertTrue(assertRefused(replace(MACRO)).retryAfterMillis() > 0);
    }

    private static Object macros(KeyboardMacroStore from) {
        return from.read().toCompletableFuture().join();
    }

    private CompletionStage<Object> replace(Object... macros) {
        return store.replace(Map.of("params", Map.of("macros", List.of(macros))), changes::add);
    }

    private static RpcException assertRefused(CompletionStage<Object> answer) {
        CompletionException failed = assertThrows(
                CompletionException.class, () -> answer.toCompletableFuture().join());
        return assertInstanceOf(RpcException.class, failed.getCause());
    }
}
