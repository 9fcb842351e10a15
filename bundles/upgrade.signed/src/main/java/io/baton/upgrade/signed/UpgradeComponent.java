// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.session.Login;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import java.io.InputStream;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** The Declarative Services component: binds the services and provides the upgrade service. */
@Component(service = UpgradeService.class, immediate = true, configurationPid = UpgradeConfig.PID)
@Designate(ocd = UpgradeConfig.class)
public final class UpgradeComponent implements UpgradeService {

    @Activate
    public UpgradeComponent(UpgradeConfig config) {}

    @Override
    public UpgradeStatus status() {
        return UpgradeStatus.NONE;
    }

    @Override
    public List<UpgradeStatus> history(int max) {
        return List.of();
    }

    @Override
    public UpgradePlan plan(InputStream file) throws UpgradeException {
        throw new UpgradeException(UpgradeRefusal.UNKNOWN_KEY, "No key is pinned on this device.");
    }

    @Override
    public UpgradeStatus install(InputStream file, Login actor) throws UpgradeException {
        throw new UpgradeException(UpgradeRefusal.UNKNOWN_KEY, "No key is pinned on this device.");
    }

    @Override
    public UpgradeStatus rollBack(Login actor) throws UpgradeException {
        throw new UpgradeException(UpgradeRefusal.NOTHING_TO_ROLL_BACK, "No upgrade was installed.");
    }
}
