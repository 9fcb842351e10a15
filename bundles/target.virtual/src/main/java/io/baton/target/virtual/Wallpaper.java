// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

/** The desktop's background: a night sky with three soft lights. */
final class Wallpaper {

    private static final int TOP = 0x0B1024;
    private static final int BOTTOM = 0x1C1440;

    private record Light(double x, double y, double radius, int color, double strength) {}

    private static final Light[] LIGHTS = {
        new Light(0.10, 1.05, 0.75, 0x13A89E, 0.62),
        new Light(0.95, -0.10, 0.80, 0x6D4DE6, 0.70),
        new Light(0.75, 1.10, 0.50, 0xE0567A, 0.42),
    };

    private Wallpaper() {}

    static void paint(Canvas canvas) {
        int width = canvas.width();
        int height = canvas.height();
        int[] pixels = canvas.pixels();
        for (int y = 0; y < height; y++) {
            double v = (y + 0.5) / height;
            int base = Canvas.mix(TOP, BOTTOM, v);
            for (int x = 0; x < width; x++) {
                double u = (x + 0.5) / width;
                double r = base >> 16 & 0xFF;
                double g = base >> 8 & 0xFF;
                double b = base & 0xFF;
                for (Light light : LIGHTS) {
                    double dx = (u - light.x) / light.radius;
                    double dy = (v - light.y) * 0.75 / light.radius;
                    double fade = 1 - dx * dx - dy * dy;
                    if (fade > 0) {
                        double glow = fade * fade * light.strength;
                        r += ((light.color >> 16 & 0xFF) - r) * glow;
                        g += ((light.color >> 8 & 0xFF) - g) * glow;
                        b += ((light.color & 0xFF) - b) * glow;
                    }
                }
                pixels[y * width + x] = (int) (r + 0.5) << 16 | (int) (g + 0.5) << 8 | (int) (b + 0.5);
            }
        }
    }
}
