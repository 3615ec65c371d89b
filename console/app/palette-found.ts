import type { Permission } from '#contract';
import { useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, reading } from './client.ts';
import { rooms } from './rooms.ts';
import { useMay } from './session.ts';
import { useSettled } from './settled.ts';

export interface Found {
  readonly key: string;
  readonly kind: 'screen' | 'campaign' | 'indicator' | 'audience' | 'tag' | 'customer' | 'person' | 'unit' | 'field';
  readonly name: string;
  readonly about: string;
  /** Its address in this console. */
  readonly to: string;
}

/** Of each kind, so that the list stays on one screen. */
const most = 6;
const settleMs = 150;

/** Everything of this name that the reader may see: what is in the page at once, the rest as the server answers. */
export function useFound(text: string): { readonly found: readonly Found[]; readonly searching: boolean } {
  const wanted = text.trim();
  const settled = useSettled(wanted, settleMs);
  const here = useHere(wanted);
  const asked = useAsked(settled);
  return { found: [...here, ...asked.found], searching: asked.searching || settled !== wanted };
}

const holds = (text: string, ...words: readonly string[]): boolean =>
  words.some((word) => word.toLowerCase().includes(text.toLowerCase()));

/** Screens, org units and fields: lists that are small and kept. */
function useHere(text: string): Found[] {
  const { t } = useTranslation();
  const name = useText();
  const may = useMay();
  const units = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000, enabled: may('organisation.read') });
  const fields = useQuery({ ...reading('listFields'), staleTime: 300_000, enabled: may('data.read') });
  const screens = rooms.flatMap((room) =>
    room.screens
      .filter((screen) => may(screen.permission))
      .map((screen): Found => ({
        key: screen.to,
        kind: 'screen',
        name: t(`screens.${screen.name}`),
        about: t(`rooms.${room.room}`),
        to: screen.to,
      })),
  );
  const home: Found = { key: '/', kind: 'screen', name: t('app.home'), about: '', to: '/' };
  const shown = [home, ...screens].filter((screen) => holds(text, screen.name, screen.about));
  if (text === '') return shown;
  const byName = shown.filter((screen) => holds(text, screen.name));
  return [
    ...[...byName, ...shown.filter((screen) => !byName.includes(screen))].slice(0, most),
    ...(units.data?.items ?? [])
      .filter((unit) => holds(text, unit.id, unit.name.en, unit.name.zh))
      .slice(0, most)
      .map((unit): Found => ({
        key: `unit ${unit.id}`,
        kind: 'unit',
        name: name(unit.name),
        about: unit.id,
        to: `/know/organisation?unit=${encodeURIComponent(unit.id)}`,
      })),
    ...(fields.data?.items ?? [])
      .filter((field) => holds(text, field.name, field.label.en, field.label.zh))
      .slice(0, most)
      .map((field): Found => ({
        key: `field ${field.name}`,
        kind: 'field',
        name: name(field.label),
        about: field.name,
        to: `/know/fields?text=${encodeURIComponent(field.name)}`,
      })),
  ];
}

function useAsk(text: string) {
  const may = useMay();
  return <T>(
    kind: Found['kind'],
    permission: Permission,
    send: (signal: AbortSignal) => Promise<{ items: readonly T[] }>,
  ) => ({
    queryKey: ['palette', kind, text],
    queryFn: ({ signal }: { signal: AbortSignal }) => send(signal),
    enabled: text.length > 0 && may(permission),
    placeholderData: keepPreviousData,
  });
}

/** Campaigns, audiences, people and customers: the server looks, within the reader's territory. */
function useAsked(text: string): { found: Found[]; searching: boolean } {
  const name = useText();
  const format = useFormat();
  const { t } = useTranslation();
  const ask = useAsk(text);
  const query = { text, limit: most };
  const campaigns = useQuery(
    ask('campaign', 'campaigns.read', (signal) => client.listCampaigns({ query }, { signal })),
  );
  const audiences = useQuery(
    ask('audience', 'audiences.read', (signal) => client.listAudiences({ query }, { signal })),
  );
  const library = useLibrary(text);
  const people = useQuery(ask('person', 'organisation.read', (signal) => client.listPeople({ query }, { signal })));
  const customers = useQuery(
    ask('customer', 'customers.read', (signal) => client.searchCustomers({ query }, { signal })),
  );
  if (text === '') return { found: [], searching: false };
  return {
    searching: library.searching || [campaigns, audiences, people, customers].some((one) => one.isFetching),
    found: [
      ...(campaigns.data?.items ?? []).map((one): Found => ({
        key: `campaign ${one.id}`,
        kind: 'campaign',
        name: name(one.objective) || one.id,
        about: `${t(`act.states.${one.state}`)} · ${one.id}`,
        to: `/act/campaigns/${encodeURIComponent(one.id)}`,
      })),
      ...(audiences.data?.items ?? []).map((one): Found => ({
        key: `audience ${one.id}`,
        kind: 'audience',
        name: one.name,
        about: one.size === null ? one.id : format.short(one.size),
        to: `/understand/audiences/rule?audience=${encodeURIComponent(JSON.stringify(one.id))}`,
      })),
      ...library.found,
      ...(people.data?.items ?? []).map((one): Found => ({
        key: `person ${one.id}`,
        kind: 'person',
        name: name(one.name),
        about: one.id,
        to: `/act/work?person=${encodeURIComponent(JSON.stringify(one.id))}&view=${encodeURIComponent('"list"')}`,
      })),
      ...(customers.data?.items ?? []).map(({ customerId, name: called }): Found => ({
        key: `customer ${customerId}`,
        kind: 'customer',
        name: called ?? customerId,
        about: customerId,
        to: `/know/customers/${encodeURIComponent(customerId)}`,
      })),
    ],
  };
}

/** Tags and indicators: what the analysts of the operator have defined. */
function useLibrary(text: string): { found: Found[]; searching: boolean } {
  const name = useText();
  const ask = useAsk(text);
  const tags = useQuery(ask('tag', 'audiences.read', (signal) => client.listTags({ query: { text } }, { signal })));
  const indicators = useQuery(
    ask('indicator', 'indicators.read', (signal) =>
      client.listIndicators({ query: { text, limit: most } }, { signal }),
    ),
  );
  return {
    searching: tags.isFetching || indicators.isFetching,
    found: [
      ...(indicators.data?.items ?? []).map((one): Found => ({
        key: `indicator ${one.id}`,
        kind: 'indicator',
        name: name(one.name),
        about: one.id,
        to: `/understand/indicators/${encodeURIComponent(one.id)}`,
      })),
      ...(tags.data?.items ?? []).slice(0, most).map((one): Found => ({
        key: `tag ${one.id}`,
        kind: 'tag',
        name: name(one.name),
        about: one.id,
        to: `/understand/tags/${encodeURIComponent(one.id)}`,
      })),
    ],
  };
}
