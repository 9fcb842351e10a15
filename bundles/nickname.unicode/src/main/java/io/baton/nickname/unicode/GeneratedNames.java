// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname.unicode;

import java.util.List;
import java.util.random.RandomGenerator;

/** Makes names of two words that are easy to say and to tell apart, such as {@code Amber Otter}. */
final class GeneratedNames {

    static final List<String> FIRST =
            words("Amber Autumn Azure Blue Bold Brave Bright Calm Clever Copper Coral Cosy Crisp"
                    + " Daring Dusty Eager Early Fancy Frosty Gentle Golden Happy Hazel Honest Icy Jade Jolly Keen Kind Lemon"
                    + " Light Lively Lucky Mellow Merry Mighty Misty Modest Neat Noble Olive Opal Pearl Polite Proud Purple"
                    + " Quick Quiet Rapid Royal Ruby Rustic Sandy Scarlet Silver Snowy Solid Sunny Swift Teal Tidy Velvet Warm"
                    + " Witty");

    static final List<String> SECOND = words("Acorn Badger Beaver Birch Bison Cedar Cherry Clover Condor Cricket Daisy"
            + " Dolphin Falcon Fern Finch Fox Gecko Ginger Hazelnut Heron Iris Ivy Jasmine Kestrel Koala Lark Laurel"
            + " Lily Lotus Lynx Magpie Maple Marten Mint Moth Newt Oak Ocelot Orchid Osprey Otter Panda Pelican Pepper"
            + " Pine Plum Poppy Puffin Quail Rabbit Raven Robin Rose Salmon Sorrel Sparrow Tiger Toucan Tulip Turtle"
            + " Violet Walnut Willow Wren");

    private GeneratedNames() {}

    static String next(RandomGenerator random) {
        return FIRST.get(random.nextInt(FIRST.size())) + " " + SECOND.get(random.nextInt(SECOND.size()));
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }
}
