// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.ChannelHandler;
import io.baton.rpc.MethodTable;
import io.baton.rpc.Right;
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.shared.http.DeclaredAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * The command {@code routes}: prints every HTTP route, data channel, RPC method and event with its permission, and the
 * roles and modes that have it. Found by the launcher as a {@link ToolProvider} and run without a framework; routes and
 * channels are those that the components of the shipped bundles declare.
 *
 * <p>Threading. The caller's thread.
 *
 * <p>Errors. The exit code says: 0 everything has a permission, 1 something has none, 2 the bundles cannot be read.
 */
public final class RoutesTool implements ToolProvider {

    private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
    private static final String UNDECLARED = "UNDECLARED";

    private final ClassLoader bundles;

    /** Called by the tool launcher. */
    public RoutesTool() {
        this(RoutesTool.class.getClassLoader());
    }

    RoutesTool(ClassLoader bundles) {
        this.bundles = bundles;
    }

    @Override
    public String name() {
        return "routes";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        Map<String, String> routes = new TreeMap<>();
        Map<String, String> channels = new TreeMap<>();
        try {
            for (Map<String, List<String>> component : ComponentProperties.read(bundles)) {
                Map<String, String> declared = DeclaredAccess.of(component
                        .getOrDefault(DeclaredAccess.PROPERTY, List.of())
                        .toArray(String[]::new));
                declared.forEach((name, word) -> (name.startsWith("/") ? routes : channels).put(name, word));
                component.getOrDefault(PATTERN, List.of()).forEach(pattern -> routes.putIfAbsent(pattern, UNDECLARED));
                component
                        .getOrDefault(ChannelHandler.LABELS, List.of())
                        .forEach(label -> channels.putIfAbsent(label, UNDECLARED));
            }
        } catch (IOException e) {
            err.println("The bundles cannot be read: " + e.getMessage());
            return 2;
        }
        routes.forEach((route, word) -> out.println(row("route", route, word, forLogin(word))));
        channels.forEach((label, word) -> out.println(row("channel", label, word, forRight(word))));
        MethodTable.all()
                .forEach((name, method) ->
                        out.println(row("method", name, method.right().name(), forSession(method.right()::heldBy))));
        EventTable.all()
                .forEach((name, event) ->
                        out.println(row("event", name, event.to().name(), forSession(reaches(event.to())))));
        return routes.containsValue(UNDECLARED) || channels.containsValue(UNDECLARED) ? 1 : 0;
    }

    private static String row(String kind, String name, String permission, String who) {
        return String.format(java.util.Locale.ROOT, "%-8s %-28s %-16s %s", kind, name, permission, who);
    }

    /** Returns the roles that reach a route; a route knows no modes. */
    private static String forLogin(String word) {
        return switch (word) {
            case DeclaredAccess.PUBLIC -> "no login, every role";
            case DeclaredAccess.LOGIN -> "every role";
            case DeclaredAccess.ADMIN -> "admin";
            default -> "-";
        };
    }

    private static String forRight(String word) {
        return Arrays.stream(Right.values())
                .filter(right -> right.name().equals(word))
                .findFirst()
                .map(right -> forSession(right::heldBy))
                .orElse("-");
    }

    private static BiPredicate<Mode, Role> reaches(EventTable.To to) {
        return switch (to) {
            case ALL, ITSELF -> Right.PRESENT::heldBy;
            case PRIMARY -> Right.CONTROL::heldBy;
            case APPROVERS -> Right.MODERATE::heldBy;
            case ADMINISTRATORS -> Right.ADMINISTER::heldBy;
            case ADMITTED, WITHOUT_HID_RPC -> Right.VIEW::heldBy;
        };
    }

    /** Returns for each role the modes that have a permission; a role without control is never primary or queued. */
    private static String forSession(BiPredicate<Mode, Role> permission) {
        List<String> roles = new ArrayList<>();
        for (Role role : Role.values()) {
            String modes = Arrays.stream(Mode.values())
                    .filter(mode -> role.mayControl() || (mode != Mode.PRIMARY && mode != Mode.QUEUED))
                    .filter(mode -> permission.test(mode, role))
                    .map(Mode::wireName)
                    .collect(Collectors.joining(","));
            roles.add(role.wireName() + "=" + (modes.isEmpty() ? "-" : modes));
        }
        return String.join(" ", roles);
    }
}
