import { Role, type Account } from '#contract';
import { Ago, Badge, EmptyState, useErrorWords, useFormat, useText } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, type TableColumnsType } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { Listing, useListing } from '../app/listing.tsx';
import { useUnitNames } from '../app/names.ts';
import { Page, Panel } from '../app/page.tsx';
import { AccountForm } from './account-form.tsx';
import './administration.css';

const route = getRouteApi('/signed-in/administration/accounts');

/** People who may log in: their roles and units, and what they have open. */
export default function AccountsScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { text = '' } = search;
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const role = oneOf(Role.options, search.role);
  const active = oneOf(['true', 'false'], search.active);
  const accounts = useListing({
    search,
    look,
    sorts: ['login', 'changed', 'lastLogIn'],
    first: ['login', 'up'],
    ask: (page) =>
      reading('listAccounts', { query: { text, ...page, ...(role && { role }), ...(active && { active }) } }),
  });
  const [edited, setEdited] = useState<Account | 'new'>();
  const columns = useColumns(setEdited);
  return (
    <Page
      title={t('administration.accounts.title')}
      about={t('administration.accounts.about')}
      actions={
        <Button type="primary" onClick={() => setEdited('new')}>
          {t('administration.accounts.create')}
        </Button>
      }
    >
      <Panel>
        <Listing
          of={accounts}
          views="accounts"
          label={t('administration.accounts.title')}
          columns={columns}
          rowKey={(one) => one.login}
          filters={<AccountFilters text={text} role={role} active={active} look={look} />}
          file={{ name: 'accounts', header: fileHeader, row: fileRow }}
          empty={
            <EmptyState title={t('administration.accounts.nothing')}>
              {t('administration.accounts.nothingAdvice')}
            </EmptyState>
          }
        />
      </Panel>
      {edited !== undefined && (
        <AccountForm account={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </Page>
  );
}

function useColumns(onEdit: (account: Account) => void): TableColumnsType<Account> {
  const { t } = useTranslation();
  const name = useText();
  const format = useFormat();
  const unitName = useUnitNames();
  return [
    {
      title: t('administration.accounts.login'),
      key: 'login',
      render: (_, one) => (
        <button type="button" className="gl-link" onClick={() => onEdit(one)}>
          {one.login}
        </button>
      ),
    },
    { title: t('administration.accounts.name'), render: (_, one) => name(one.name) },
    {
      title: t('administration.accounts.roles'),
      render: (_, one) => one.roles.map((role) => t(`roles.${role}`)).join(' · '),
    },
    { title: t('administration.accounts.unit'), render: (_, one) => unitName(one.orgUnitId) },
    {
      title: t('administration.accounts.state'),
      render: (_, one) => (
        <Badge tone={one.active ? 'good' : 'quiet'}>
          {t(one.active ? 'administration.accounts.open' : 'administration.accounts.closed')}
        </Badge>
      ),
    },
    { title: t('administration.accounts.sessions'), align: 'right', render: (_, one) => format.count(one.sessions) },
    {
      title: t('administration.accounts.lastLogIn'),
      key: 'lastLogIn',
      align: 'right',
      render: (_, one) => (one.lastLogIn ? <Ago at={one.lastLogIn} /> : <span className="quiet">–</span>),
    },
    { title: '', align: 'right', render: (_, one) => <EndSessions account={one} /> },
  ];
}

/** Remote lock-out: what a phone holds is sealed at its next call. */
function EndSessions({ account }: { account: Account }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const end = useMutation({
    mutationFn: () => client.revokeSessions({ params: { login: account.login }, body: {} }),
    onSuccess: async ({ ended }) => {
      void message.success(t('administration.accounts.ended', { count: ended }));
      await queries.invalidateQueries({ queryKey: ['listAccounts'] });
    },
    onError: (error) => void message.error(words(error)),
  });
  return (
    <Button
      size="small"
      disabled={account.sessions === 0}
      loading={end.isPending}
      title={t('administration.accounts.endNote')}
      onClick={() => end.mutate()}
    >
      {t('administration.accounts.end')}
    </Button>
  );
}

interface Chosen {
  readonly text?: string | undefined;
  readonly role?: Role | undefined;
  readonly active?: 'true' | 'false' | undefined;
}

function AccountFilters({ text, role, active, look }: Chosen & { look: (change: Chosen) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('administration.accounts.search')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('administration.accounts.role')}
        any={t('administration.accounts.anyRole')}
        value={role}
        onChoose={(chosen) => look({ role: chosen })}
        options={Role.options.map((one) => ({ value: one, label: t(`roles.${one}`) }))}
      />
      <Choice
        label={t('administration.accounts.state')}
        any={t('administration.accounts.anyState')}
        value={active}
        onChoose={(chosen) => look({ active: chosen })}
        options={[
          { value: 'true', label: t('administration.accounts.open') },
          { value: 'false', label: t('administration.accounts.closed') },
        ]}
      />
    </>
  );
}

const fileHeader = ['login', 'name', 'roles', 'org_unit_id', 'active', 'sessions', 'last_log_in'];
const fileRow = (one: Account) => [
  one.login,
  one.name.en,
  one.roles.join(' '),
  one.orgUnitId,
  String(one.active),
  one.sessions,
  one.lastLogIn,
];
