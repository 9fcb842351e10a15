// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.AuthMode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything the device remembers about its users, as one immutable value.
 *
 * @param sharedPassword hash of the password that clients share; empty for none
 * @param owner the account that clients mean that know only a password; empty for none
 * @param cost the measured cost of a hash; null before the first one
 */
record Accounts(
        AuthMode mode,
        String sharedPassword,
        String owner,
        @Nullable HashCost cost,
        List<Account> accounts,
        List<ApiToken> tokens,
        List<ViewLink> links) {

    Accounts {
        accounts = List.copyOf(accounts);
        tokens = List.copyOf(tokens);
        links = List.copyOf(links);
    }

    static Accounts empty(AuthMode mode) {
        return new Accounts(mode, "", "", null, List.of(), List.of(), List.of());
    }

    Optional<Account> account(String name) {
        return accounts.stream().filter(account -> account.name().equals(name)).findFirst();
    }

    Optional<ApiToken> token(String digest) {
        return tokens.stream().filter(token -> token.digest().equals(digest)).findFirst();
    }

    Optional<ViewLink> link(String id) {
        return links.stream().filter(link -> link.id().equals(id)).findFirst();
    }

    Accounts withMode(AuthMode newMode) {
        return new Accounts(newMode, sharedPassword, owner, cost, accounts, tokens, links);
    }

    Accounts withSharedPassword(String hash) {
        return new Accounts(mode, hash, owner, cost, accounts, tokens, links);
    }

    Accounts withOwner(String name) {
        return new Accounts(mode, sharedPassword, name, cost, accounts, tokens, links);
    }

    Accounts withCost(@Nullable HashCost measured) {
        return new Accounts(mode, sharedPassword, owner, measured, accounts, tokens, links);
    }

    Accounts withTokens(List<ApiToken> all) {
        return new Accounts(mode, sharedPassword, owner, cost, accounts, all, links);
    }

    Accounts withLinks(List<ViewLink> all) {
        return new Accounts(mode, sharedPassword, owner, cost, accounts, tokens, all);
    }

    /** Adds an account, in place of one of the same name. */
    Accounts with(Account account) {
        List<Account> all = Stream.concat(
                        accounts.stream().filter(other -> !other.name().equals(account.name())), Stream.of(account))
                .toList();
        return new Accounts(mode, sharedPassword, owner, cost, all, tokens, links);
    }

    Accounts edit(String name, UnaryOperator<Account> change) {
        return new Accounts(
                mode,
                sharedPassword,
                owner,
                cost,
                accounts.stream()
                        .map(account -> account.name().equals(name) ? change.apply(account) : account)
                        .toList(),
                tokens,
                links);
    }

    /** Removes an account and its tokens. */
    Accounts without(String name) {
        return new Accounts(
                mode,
                sharedPassword,
                owner.equals(name) ? "" : owner,
                cost,
                accounts.stream()
                        .filter(account -> !account.name().equals(name))
                        .toList(),
                tokens.stream().filter(token -> !token.account().equals(name)).toList(),
                links);
    }

    @Override
    public String toString() {
        return "Accounts[mode=" + mode + ", accounts=" + accounts.size() + "]";
    }
}
