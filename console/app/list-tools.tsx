import { csv, download, useErrorWords, useFormat } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { App, Button, Dropdown, Input, Modal } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from './client.ts';
import { useReturnFocus } from './return-focus.ts';

/** The whole list as CSV: written here row by row, or, where there may be millions, by the server. */
export type ListFile<T> =
  | {
      /** Without `.csv`. */
      readonly name: string;
      readonly header: readonly string[];
      readonly row: (item: T) => readonly (string | number | null)[];
    }
  | { readonly name: string; readonly href: string };

interface ListToolsProps<T> {
  /** The screen's name, under which views are kept. */
  readonly views: string;
  /** One page of what the list shows, in its order, with its filters. */
  readonly part: (part: { limit: number; offset: number }) => Promise<{ total: number; items: readonly T[] }>;
  readonly file: ListFile<T>;
}

/** What every list offers: its saved views, and the whole of it as a file. */
export function ListTools<T>({ views, part, file }: ListToolsProps<T>) {
  const { t } = useTranslation();
  return (
    <span className="list-tools">
      <Views screen={views} />
      {'href' in file ? (
        <a className="button-link" href={file.href} download={`${file.name}.csv`}>
          {t('app.exportCsv')}
        </a>
      ) : (
        <Export part={part} {...file} />
      )}
    </span>
  );
}

const exportedAtOnce = 1000;

/** Asks for page after page and writes them into one file; can be stopped. */
function Export<T>({
  part,
  name,
  header,
  row,
}: Pick<ListToolsProps<T>, 'part'> & Exclude<ListFile<T>, { href: string }>) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useErrorWords();
  const { message } = App.useApp();
  const stopped = useRef(false);
  const [rows, setRows] = useState(0);
  const run = useMutation({
    mutationFn: async () => {
      const all: (readonly (string | number | null)[])[] = [];
      stopped.current = false;
      for (let total = Infinity; all.length < total && !stopped.current;) {
        const found = await part({ limit: exportedAtOnce, offset: all.length });
        total = found.items.length === 0 ? 0 : found.total;
        all.push(...found.items.map(row));
        setRows(all.length);
      }
      if (!stopped.current) download(`${name}.csv`, csv(header, all));
    },
    onError: (error) => void message.error(words(error)),
  });
  return run.isPending ? (
    <Button onClick={() => (stopped.current = true)}>{t('app.exporting', { shown: format.count(rows) })}</Button>
  ) : (
    <Button onClick={() => run.mutate()}>{t('app.exportCsv')}</Button>
  );
}

/** Addresses of this screen under names; kept on the server with the account, so they are there on every machine. */
function useOwnViews(screen: string) {
  const router = useRouter();
  const queries = useQueryClient();
  const words = useErrorWords();
  const { message } = App.useApp();
  const { data } = useQuery(reading('listViews'));
  const changed = {
    onSuccess: () => queries.invalidateQueries({ queryKey: ['listViews'] }),
    onError: (error: Error) => void message.error(words(error)),
  };
  const save = useMutation({
    mutationFn: (name: string) =>
      client.putView({
        params: { id: crypto.randomUUID() },
        body: { screen, name, search: router.state.location.searchStr },
      }),
    ...changed,
  });
  const forget = useMutation({ mutationFn: (id: string) => client.deleteView({ params: { id } }), ...changed });
  return {
    views: (data?.items ?? []).filter((view) => view.screen === screen),
    open: (search: string) => router.history.push(router.state.location.pathname + search),
    save: (name: string) => save.mutate(name),
    forget: (id: string) => forget.mutate(id),
  };
}

function Views({ screen }: { screen: string }) {
  const { t } = useTranslation();
  const { views, open, save, forget } = useOwnViews(screen);
  const [naming, setNaming] = useState(false);
  const items = [
    ...(views.length === 0
      ? [{ key: 'none', label: t('app.viewsNone'), disabled: true }]
      : views.map((view) => ({ key: view.id, label: view.name, onClick: () => open(view.search) }))),
    { key: 'line', type: 'divider' as const },
    { key: 'save', label: t('app.saveView'), onClick: () => setNaming(true) },
    ...(views.length === 0
      ? []
      : [
          {
            key: 'forget',
            label: t('app.forgetView'),
            children: views.map((view) => ({
              key: `forget ${view.id}`,
              label: view.name,
              onClick: () => forget(view.id),
            })),
          },
        ]),
  ];
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button>{t('app.views')}</Button>
      </Dropdown>
      {naming && <NameView onName={save} onClose={() => setNaming(false)} />}
    </>
  );
}

function NameView({ onName, onClose }: { onName: (name: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  useReturnFocus();
  const [name, setName] = useState('');
  return (
    <Modal
      open
      title={t('app.saveView')}
      okText={t('app.save')}
      cancelText={t('app.cancel')}
      okButtonProps={{ disabled: name.trim() === '' }}
      onCancel={onClose}
      onOk={() => (onName(name.trim()), onClose())}
    >
      <Input
        autoFocus
        aria-label={t('app.saveViewAs')}
        placeholder={t('app.saveViewAs')}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </Modal>
  );
}
