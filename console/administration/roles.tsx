import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import './administration.css';

/** What each role may do, as the server applies it: read from the server, not written here once more. */
export default function RolesScreen(): ReactNode {
  const { t, i18n } = useTranslation();
  const roles = useQuery(reading('listRoles'));
  const words = (permission: string): string => {
    const key = `administration.permissions.${permission.replace('.', '_')}`;
    // The names come from the server, so the dictionary's types cannot vouch for them; `exists` does.
    return i18n.exists(key) ? (i18n.t as unknown as (key: string) => string)(key) : permission;
  };
  return (
    <Page title={t('administration.roles.title')} about={t('administration.roles.about')}>
      <Panel>
        <Answer of={roles}>
          {({ items }) => {
            const permissions = [...new Set(items.flatMap((one) => one.permissions))];
            return (
              <div className="gl-table-scroll" tabIndex={0} role="group" aria-label={t('administration.roles.title')}>
                <table className="gl-table role-table">
                  <thead>
                    <tr>
                      <th scope="col">{t('administration.roles.permission')}</th>
                      {items.map(({ role }) => (
                        <th key={role} scope="col">
                          {t(`roles.${role}`)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {permissions.map((permission) => (
                      <tr key={permission}>
                        <th scope="row" title={permission}>
                          {words(permission)}
                        </th>
                        {items.map((one) => (
                          <td key={one.role}>
                            {one.permissions.includes(permission) ? (
                              <span className="role-yes" aria-label={t('administration.roles.yes')} role="img">
                                ●
                              </span>
                            ) : (
                              <span className="sr-only">{t('administration.roles.no')}</span>
                            )}
                          </td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            );
          }}
        </Answer>
        <Policies />
      </Panel>
    </Page>
  );
}

/** What holds for everybody, whatever their roles. */
function Policies() {
  const { t } = useTranslation();
  return (
    <ul className="policies">
      <li>{t('administration.roles.policyTerritory')}</li>
      <li>{t('administration.roles.policyApproval')}</li>
      <li>{t('administration.roles.policyUnmask')}</li>
      <li>{t('administration.roles.policyRefusal')}</li>
    </ul>
  );
}
