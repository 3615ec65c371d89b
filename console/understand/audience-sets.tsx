import type { Overlap } from '#contract';
import { useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Panel } from '../app/page.tsx';
import { Waiting, type Asked } from './asked.tsx';
import { ShareBar } from './share-bar.tsx';
import { Venn } from './venn.tsx';
import './tags.css';

interface SetsProps {
  readonly asked: Asked;
  /** Takes a rule into the form. */
  readonly onTake: (rule: string) => void;
}

const mostDrawn = 2;

/** The rule beside saved audiences and tags: how far they are the same, combined with them, and drawn with one or two. */
export function AudienceSets({ asked, onTake }: SetsProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const overlap = useQuery({
    ...reading('overlapAudience', { body: { ...asked, limit: 12 } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const items = (overlap.data?.items ?? []).filter(({ both }) => both > 0);
  const drawn = items.filter((item) => chosen.includes(keyOf(item)));
  const columns = useColumns(asked.rule, onTake);
  return (
    <Panel
      title={t('understand.sets.title')}
      more={<span className="quiet small">{t('understand.tags.overlapNote')}</span>}
    >
      {!overlap.data ? (
        <Waiting of={overlap} />
      ) : (
        <>
          <List
            label={t('understand.sets.title')}
            rows={items}
            rowKey={keyOf}
            chosen={{ keys: chosen, onChoose: (keys) => setChosen(keys.slice(-mostDrawn)) }}
            empty={t('understand.sets.none')}
            columns={columns}
          />
          {drawn.length > 0 ? (
            <Venn asked={asked} others={drawn} />
          ) : (
            items.length > 0 && <p className="quiet small">{t('understand.sets.vennHint')}</p>
          )}
        </>
      )}
    </Panel>
  );
}

const keyOf = ({ kind, id }: Overlap): string => `${kind}('${id}')`;

function useColumns(rule: string, onTake: (rule: string) => void) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useText();
  return [
    {
      title: t('understand.sets.name'),
      render: (_: unknown, one: Overlap) => (
        <>
          {one.kind === 'tag' ? (
            <Link to="/understand/tags/$tag" params={{ tag: one.id }}>
              {label(one.name)}
            </Link>
          ) : (
            <Link to="/understand/audiences/rule" search={{ audience: one.id }}>
              {label(one.name)}
            </Link>
          )}{' '}
          <span className="quiet small">{t(`understand.sets.kinds.${one.kind}`)}</span>
        </>
      ),
    },
    {
      title: t('understand.sets.customers'),
      align: 'right' as const,
      render: (_: unknown, one: Overlap) => format.count(one.customers),
    },
    {
      title: t('understand.sets.both'),
      align: 'right' as const,
      render: (_: unknown, one: Overlap) => format.count(one.both),
    },
    {
      title: t('understand.sets.jaccard'),
      align: 'right' as const,
      render: (_: unknown, one: Overlap) => format.aligned(one.jaccard, 2),
    },
    { title: '', width: 96, render: (_: unknown, one: Overlap) => <ShareBar share={one.jaccard} /> },
    {
      title: t('understand.sets.combine'),
      align: 'right' as const,
      render: (_: unknown, one: Overlap) => (
        <span className="set-acts">
          {acts.map(({ act, about, write }) => (
            <Tooltip key={act} title={t(`understand.sets.${about}`, { name: label(one.name) })} mouseEnterDelay={0.6}>
              <Button
                size="small"
                aria-label={`${t(`understand.sets.${act}`)}: ${t(`understand.sets.${about}`, { name: label(one.name) })}`}
                onClick={() => onTake(write(rule, keyOf(one)))}
              >
                {t(`understand.sets.${act}`)}
              </Button>
            </Tooltip>
          ))}
        </span>
      ),
    },
  ];
}

const acts = [
  { act: 'and', about: 'andAbout', write: (rule: string, set: string) => `(${rule}) and ${set}` },
  { act: 'or', about: 'orAbout', write: (rule: string, set: string) => `(${rule}) or ${set}` },
  { act: 'without', about: 'withoutAbout', write: (rule: string, set: string) => `(${rule}) and not ${set}` },
] as const;
