// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.json.JsonCodec;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.signed.UpgradeManifest.KeyList;
import io.baton.upgrade.signed.UpgradeManifest.NewBundle;
import io.baton.upgrade.signed.UpgradeManifest.SchemaRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a manifest. Reading is strict: a missing, unknown or malformed member is refused, so that two versions
 * cannot understand one signed manifest differently.
 *
 * <p>Threading. No state.
 */
final class ManifestCodec {

    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_BUNDLES = 64;
    static final int MAX_KEYS = 16;

    private static final long FORMAT = 1;
    private static final int MAX_NAME = 100;
    private static final int MAX_ENTRIES = 200;
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern PACKAGE = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final String VERSION_FORM = "\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}(\\.[A-Za-z0-9_-]{1,64})?";
    private static final String BOUND = "\\d{1,9}(\\.\\d{1,9}){0,2}";
    static final Pattern VERSION = Pattern.compile(VERSION_FORM);
    private static final Pattern RANGE = Pattern.compile("[\\[(]" + BOUND + "," + BOUND + "[\\])]|" + BOUND);
    private static final Pattern PRODUCT = Pattern.compile("[a-z0-9.-]{1,64}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/=]{40,200}");
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 8, 20, 128));

    private ManifestCodec() {}

    /** Reads a manifest whose signature was verified. */
    static UpgradeManifest read(byte[] utf8) throws UpgradeException {
        try {
            return read(new Members("the manifest", JSON.readObject(utf8)));
        } catch (IllegalArgumentException e) {
            throw new UpgradeException(
                    UpgradeRefusal.BAD_MANIFEST, "The manifest is not valid: " + e.getMessage() + ".");
        }
    }

    private static UpgradeManifest read(Members members) {
        if (members.number("format") != FORMAT) {
            throw new IllegalArgumentException("its format is not " + FORMAT);
        }
        String name = members.text("name");
        if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("its name is not 1–" + MAX_NAME + " printable characters");
        }
        List<NewBundle> bundles = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Map<String, Object> bundle : members.objects("bundles", MAX_BUNDLES)) {
            NewBundle read = bundle(new Members("a bundle", bundle));
            bundles.add(read);
            if (!names.add(read.symbolicName())) {
                throw new IllegalArgumentException("it names " + read.symbolicName() + " twice");
            }
        }
        Optional<KeyList> keys = members.optionalObject("keys").map(list -> keys(new Members("the key list", list)));
        if (bundles.isEmpty() && keys.isEmpty()) {
            throw new IllegalArgumentException("it has neither bundles nor keys");
        }
        UpgradeManifest manifest = new UpgradeManifest(
                name,
                members.matching("product", PRODUCT),
                members.positive("counter"),
                members.optionalNumber("permitDowngradeFrom"),
                members.optionalNumber("securityFloor"),
                bundles,
                keys);
        members.end();
        return manifest;
    }

    private static NewBundle bundle(Members members) {
        String name = members.matching("symbolicName", SYMBOLIC_NAME);
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException("a symbolic name is longer than " + MAX_NAME + " characters");
        }
        String version = members.matching("version", VERSION);
        Map<String, String> apis = new TreeMap<>();
        members.object("apis").forEach((key, value) -> {
            if (!PACKAGE.matcher(key).matches()
                    || !(value instanceof String range)
                    || !RANGE.matcher(range).matches()) {
                throw new IllegalArgumentException("an API is not a package with a version range");
            }
            apis.put(key, range);
        });
        Map<String, SchemaRange> state = new TreeMap<>();
        members.object("state").forEach((role, value) -> state.put(role, schemas(value)));
        NewBundle bundle = new NewBundle(
                name, version, members.matching("sha256", SHA_256), members.positive("size"), apis, state);
        members.end();
        return bundle;
    }

    private static SchemaRange schemas(Object value) {
        if (value instanceof List<?> range
                && range.size() == 2
                && range.get(0) instanceof Long min
                && range.get(1) instanceof Long max
                && min >= 1
                && min <= max
                && max <= Integer.MAX_VALUE) {
            return new SchemaRange(min.intValue(), max.intValue());
        }
        throw new IllegalArgumentException("a state is not a range of two schemas");
    }

    private static KeyList keys(Members members) {
        List<String> keys = new ArrayList<>();
        for (Object key : members.list("keys", MAX_KEYS)) {
            if (!(key instanceof String text) || !KEY.matcher(text).matches()) {
                throw new IllegalArgumentException("a key is not in Base64");
            }
            keys.add(text);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("the key list is empty");
        }
        KeyList list = new KeyList(members.positive("serial"), keys);
        members.end();
        return list;
    }

    /** Returns the bytes of a manifest, which {@link #read} reads. */
    static byte[] write(UpgradeManifest manifest) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("format", FORMAT);
        members.put("name", manifest.name());
        members.put("product", manifest.product());
        members.put("counter", manifest.counter());
        if (manifest.permitDowngradeFrom() > 0) {
            members.put("permitDowngradeFrom", manifest.permitDowngradeFrom());
        }
        if (manifest.securityFloor() > 0) {
            members.put("securityFloor", manifest.securityFloor());
        }
        members.put(
                "bundles",
                manifest.bundles().stream().map(ManifestCodec::members).toList());
        manifest.keys().ifPresent(list -> members.put("keys", Map.of("serial", list.serial(), "keys", list.keys())));
        return JSON.bytes(members);
    }

    private static Map<String, Object> members(NewBundle bundle) {
        Map<String, Object> apis = new TreeMap<>(bundle.apis());
        Map<String, Object> state = new TreeMap<>();
        bundle.state().forEach((role, range) -> state.put(role, List.of((long) range.min(), (long) range.max())));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("symbolicName", bundle.symbolicName());
        members.put("version", bundle.version());
        members.put("sha256", bundle.sha256());
        members.put("size", bundle.size());
        members.put("apis", apis);
        members.put("state", state);
        return members;
    }

    /** The members of an object that are not read yet. */
    private static final class Members {
        private final String of;
        private final Map<String, Object> left;

        Members(String of, Map<String, Object> members) {
            this.of = of;
            left = new HashMap<>(members);
        }

        String text(String name) {
            if (left.remove(name) instanceof String text) {
                return text;
            }
            throw missing(name, "a text");
        }

        String matching(String name, Pattern pattern) {
            String text = text(name);
            if (!pattern.matcher(text).matches()) {
                throw missing(name, "of the expected form");
            }
            return text;
        }

        long number(String name) {
            if (left.remove(name) instanceof Long number) {
                return number;
            }
            throw missing(name, "a whole number");
        }

        long positive(String name) {
            long number = number(name);
            if (number < 1) {
                throw missing(name, "at least 1");
            }
            return number;
        }

        long optionalNumber(String name) {
            return left.containsKey(name) ? positive(name) : 0;
        }

        Map<String, Object> object(String name) {
            return optionalObject(name).orElseThrow(() -> missing(name, "an object"));
        }

        Optional<Map<String, Object>> optionalObject(String name) {
            Object value = left.remove(name);
            if (value == null) {
                return Optional.empty();
            }
            return Optional.of(asObject(value, name));
        }

        private Map<String, Object> asObject(@Nullable Object value, String name) {
            if (!(value instanceof Map<?, ?> map) || map.size() > MAX_ENTRIES) {
                throw missing(name, "an object");
            }
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, member) -> object.put(String.valueOf(key), member));
            return object;
        }

        List<?> list(String name, int max) {
            if (left.remove(name) instanceof List<?> list && list.size() <= max) {
                return list;
            }
            throw missing(name, "a list of at most " + max);
        }

        List<Map<String, Object>> objects(String name, int max) {
            List<Map<String, Object>> objects = new ArrayList<>();
            for (Object element : list(name, max)) {
                objects.add(asObject(element, name));
            }
            return objects;
        }

        void end() {
            if (!left.isEmpty()) {
                throw new IllegalArgumentException(of + " has the unknown member "
                        + left.keySet().iterator().next());
            }
        }

        private IllegalArgumentException missing(String name, String expected) {
            return new IllegalArgumentException(of + " has no " + name + " that is " + expected);
        }
    }
}
