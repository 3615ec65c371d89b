import { Role, type Account } from '#contract';
import { Ago, Badge, EmptyState, useErrorWords, useFormat, useText } from '#parts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, Input, Select, type TableColumnsType } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { useUnitNames } from '../app/names.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { AccountForm } from './account-form.tsx';
import './administration.css';

const route = getRouteApi('/signed-in/administration/accounts');
const sorts = ['login', 'changed', 'lastLogIn'] as const;

/** People who may log in: their roles and units, and what they have open. */
export default function AccountsScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { text = '', page = 1 } = search;
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const role = Role.options.find((one) => one === search.role);
  const by = sorts.find((one) => one === search.sort) ?? 'login';
  const order = search.order === 'down' ? 'down' : 'up';
  const active = search.active === 'true' || search.active === 'false' ? search.active : undefined;
  const filter = { text, sort: by, order, ...(role && { role }), ...(active && { active }) } as const;
  const accounts = useQuery({
    ...reading('listAccounts', { query: { ...filter, ...pageOf(page) } }),
    placeholderData: keepPreviousData,
  });
  const [edited, setEdited] = useState<Account | 'new'>();
  const columns = useColumns(setEdited);
  return (
    <Page
      title={t('administration.accounts.title')}
      about={t('administration.accounts.about')}
      actions={
        <>
          <AccountTools filter={filter} />
          <Button type="primary" onClick={() => setEdited('new')}>
            {t('administration.accounts.create')}
          </Button>
        </>
      }
    >
      <Panel>
        <AccountFilters text={text} role={role} active={active} look={look} />{' '}
        <Answer of={accounts}>
          {(data) => (
            <List
              label={t('administration.accounts.title')}
              columns={columns}
              rows={data.items}
              rowKey={(one) => one.login}
              paging={{ total: data.total, page, onPage: (to) => look({ page: to }) }}
              sorting={{ keys: sorts, by, order, onSort: (to, way) => look({ sort: to, order: way }) }}
              empty={
                <EmptyState title={t('administration.accounts.nothing')}>
                  {t('administration.accounts.nothingAdvice')}
                </EmptyState>
              }
            />
          )}
        </Answer>
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

interface AccountFiltersProps {
  readonly text: string;
  readonly role: Role | undefined;
  readonly active: string | undefined;
  readonly look: (change: {
    text?: string | undefined;
    role?: string | undefined;
    active?: string | undefined;
  }) => void;
}

function AccountFilters({ text, role, active, look }: AccountFiltersProps) {
  const { t } = useTranslation();
  return (
    <div className="bar-above">
      <Input.Search
        key={text}
        className="administration-search"
        allowClear
        aria-label={t('administration.accounts.search')}
        placeholder={t('administration.accounts.search')}
        defaultValue={text}
        onSearch={(typed) => look({ text: typed.trim() || undefined })}
      />
      <Select
        className="choice"
        aria-label={t('administration.accounts.role')}
        value={role ?? ''}
        onChange={(chosen) => look({ role: chosen || undefined })}
        options={[
          { value: '', label: t('administration.accounts.anyRole') },
          ...Role.options.map((one) => ({ value: one as string, label: t(`roles.${one}`) })),
        ]}
      />
      <Select
        className="choice"
        aria-label={t('administration.accounts.state')}
        value={active ?? ''}
        onChange={(chosen) => look({ active: chosen || undefined })}
        options={[
          { value: '', label: t('administration.accounts.anyState') },
          { value: 'true', label: t('administration.accounts.open') },
          { value: 'false', label: t('administration.accounts.closed') },
        ]}
      />
    </div>
  );
}

function AccountTools({ filter }: { filter: object }) {
  return (
    <ListTools
      screen="accounts"
      page={(query) => client.listAccounts({ query: { ...filter, ...query } })}
      header={['login', 'name', 'roles', 'org_unit_id', 'active', 'sessions', 'last_log_in']}
      row={(one) => [
        one.login,
        one.name.en,
        one.roles.join(' '),
        one.orgUnitId,
        String(one.active),
        one.sessions,
        one.lastLogIn,
      ]}
      file="accounts"
    />
  );
}
