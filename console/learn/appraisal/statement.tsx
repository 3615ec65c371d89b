import type { Statement } from '#contract';
import { Figure, useFormat, useText, wholeParts } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { reading } from '../../app/client.ts';
import { useUnitNames } from '../../app/names.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';
import { Corrections } from './corrections.tsx';
import { StateBadge } from './grids.tsx';
import { MonthPicker, useMonths } from './month-picker.tsx';
import { Objections } from './objections.tsx';
import { StatementTerms } from './statement-terms.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/appraisal/$month/$person');

/** Why somebody has these points: one sentence, then every term down to the work orders. */
export default function StatementScreen() {
  const { t } = useTranslation();
  const { month, person } = route.useParams();
  const { term } = route.useSearch();
  const navigate = route.useNavigate();
  const { items } = useMonths(month);
  const statement = useQuery(reading('readStatement', { params: { month, personId: person } }));
  const name = useText();
  const unit = useUnitNames();
  const format = useFormat();
  const may = useMay();
  const found = statement.data;
  const who = found?.name ? name(found.name) : person;
  return (
    <Page
      title={t('learn.statement.title', { person: who })}
      about={
        found && (
          <>
            {unit(found.orgUnitId)} · {format.period(month)} · {t('learn.appraisal.version', { ...found.scheme })}{' '}
            <StateBadge state={found.state} />
          </>
        )
      }
      actions={
        may('reports.read') && (
          <ButtonLink to="/learn/appraisal" search={{ month }}>
            {t('learn.statement.toMonth')}
          </ButtonLink>
        )
      }
    >
      <MonthPicker items={items} month={month} onChoose={(to) => void navigate({ params: { month: to, person } })} />
      <Answer of={statement}>
        {(one) => (
          <div className="panels">
            <Head statement={one} />
            <StatementTerms
              statement={one}
              open={term}
              onOpen={(id) => void navigate({ search: { term: id }, replace: true })}
            />
            <Corrections statement={one} />
            <Objections month={month} personId={person} />
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Head({ statement }: { statement: Statement }) {
  const { t } = useTranslation();
  const format = useFormat();
  const corrected = statement.total - statement.points;
  return (
    <Panel>
      <p className="finding">{useSentence(statement)}</p>
      <dl className="figures">
        <div>
          <dt>{t('learn.statement.exact')}</dt>
          <dd title={String(statement.points)}>{format.decimal(statement.points, 2)}</dd>
        </div>
        <div>
          <dt>{t('learn.statement.unadjusted')}</dt>
          <dd>{format.decimal(statement.rawPoints, 2)}</dd>
        </div>
        <div>
          <dt>{t('learn.appraisal.corrections')}</dt>
          <dd>{corrected === 0 ? '–' : format.decimal(corrected, 2)}</dd>
        </div>
        <div>
          <dt>{t('learn.appraisal.pay')}</dt>
          <dd>
            <Figure kind="money" value={statement.payYuan} />
          </dd>
        </div>
      </dl>
      <p className="quiet small below-figures">{t('learn.statement.adjustedNote')}</p>
    </Panel>
  );
}

/** “41 points in October: 24 for results, 9 for success, 8 for truth.” */
function useSentence({ terms, corrections, month }: Statement): string {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const corrected = corrections.reduce((sum, { points }) => sum + points, 0);
  const named = [
    ...terms.map(({ label, points }) => ({ name: text(label), points })),
    ...(corrected === 0 ? [] : [{ name: t('learn.statement.byCorrection'), points: corrected }]),
  ];
  const { total, parts } = wholeParts(named.map(({ points }) => points));
  return t('learn.statement.sentence', {
    total,
    month: format.period(month),
    parts: named
      .map(({ name }, i) => t('learn.statement.part', { points: parts[i] ?? 0, name: within(name) }))
      .join(t('learn.statement.comma')),
  });
}

/** A name inside a sentence: without the capital of a heading. */
const within = (name: string) => name.slice(0, 1).toLowerCase() + name.slice(1);
