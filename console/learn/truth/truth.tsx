import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Answer, Page } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';
import { MonthPicker, useMonths } from '../appraisal/month-picker.tsx';
import { CaseDrawer } from './case-drawer.tsx';
import { Cases } from './cases.tsx';
import { DrawSample } from './draw-sample.tsx';
import { Rates } from './rates.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/truth');

/** What of the feedback is true, told from a sample with its error; who lies below the bar, and the evidence. */
export default function TruthScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { months, items, running, month = running } = useMonths(search.month);
  const may = useMay();
  return (
    <Page
      title={t('learn.truth.title')}
      about={t('learn.truth.about')}
      actions={may('work.assign') && <DrawSample month={month} />}
    >
      <MonthPicker
        items={items}
        month={month}
        onChoose={(to) =>
          void navigate({ search: (now) => ({ ...now, month: to, page: undefined, ratesPage: undefined }) })
        }
      />
      <Answer of={months}>
        {() => (
          <div className="panels">
            {may('reports.read') && <Rates month={month} />}
            <Cases month={month} />
          </div>
        )}
      </Answer>
      <CaseDrawer
        id={search.open}
        onClose={() => void navigate({ search: (now) => ({ ...now, open: undefined }), replace: true })}
      />
    </Page>
  );
}
