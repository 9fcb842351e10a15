// SPDX-License-Identifier: Apache-2.0
package io.baton.power.plug;

import java.lang.annotation.Annotation;

/** A configuration of a kind of socket. */
@SuppressWarnings("BadAnnotationImplementation")
final class PlugSettings implements PlugPowerConfig {

    private final String preset;
    private final String paths;
    private final String pointer;

    PlugSettings(String preset, String paths, String pointer) {
        this.preset = preset;
        this.paths = paths;
        this.pointer = pointer;
    }

    @Override
    public String address() {
        return "http://192.0.2.9";
    }

    @Override
    public String preset() {
        return preset;
    }

    @Override
    public String userName() {
        return "";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public String onPath() {
        return paths;
    }

    @Override
    public String offPath() {
        return paths;
    }

    @Override
    public String statePath() {
        return paths;
    }

    @Override
    public String onPointer() {
        return pointer;
    }

    @Override
    public String voltagePointer() {
        return "";
    }

    @Override
    public String currentPointer() {
        return "";
    }

    @Override
    public String powerPointer() {
        return "";
    }

    @Override
    public int intervalSeconds() {
        return 5;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return PlugPowerConfig.class;
    }
}
