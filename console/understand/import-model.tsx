import { ModelFormat } from '#contract';
import { useErrorWords } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Button, Form, Radio, Upload } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { Page, Panel } from '../app/page.tsx';
import { ImportInputs, useUnmet, type Mapping } from './import-inputs.tsx';
import { ModelName } from './model-name.tsx';
import { idOf } from './save-audience.tsx';
import './models.css';

const route = getRouteApi('/signed-in/understand/import-model');
const formats = ModelFormat.options;
type Format = (typeof formats)[number];
interface Given {
  readonly name: string;
  readonly format: Format;
  readonly given: File;
  readonly fields: Mapping;
}

/** A model made elsewhere becomes a draft version, to be submitted and approved like those trained here. */
export default function ImportModelScreen(): ReactNode {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const { model } = route.useSearch();
  const [file, setFile] = useState<File>();
  const [mapping, setMapping] = useState<Mapping>({});
  const bring = useMutation({
    mutationFn: async ({ name, format, given, fields }: Given) =>
      client.importModel({
        params: { id: model ?? idOf(name) },
        body: {
          format,
          content: format === 'onnx' ? await base64Of(given) : await given.text(),
          fields,
          ...(model === undefined && { name: { en: name, zh: name } }),
        },
      }),
    onSuccess: async (version) => {
      await queries.invalidateQueries({ queryKey: ['listModels'] });
      await navigate({ to: '/understand/models/$model', params: { model: version.model } });
    },
  });
  const choose = (chosen: File): void => {
    setFile(chosen);
    setMapping({});
    bring.reset();
  };
  const unmet = useUnmet(bring.error, bring.variables?.fields ?? {});
  return (
    <Page narrow title={t('understand.models.import')} about={t('understand.models.importAbout')}>
      <Panel>
        <Form<{ name?: string; format: Format }>
          layout="vertical"
          className="model-form"
          requiredMark={false}
          initialValues={{ format: 'gridloop' }}
          onFinish={({ name = '', format }) => file && bring.mutate({ name, format, given: file, fields: mapping })}
        >
          {model === undefined && <ModelName />}
          <Form.Item name="format" label={t('understand.models.format')}>
            <Radio.Group
              optionType="button"
              options={formats.map((one) => ({ value: one, label: t(`understand.models.formats.${one}`) }))}
            />
          </Form.Item>
          <Form.Item label={t('understand.models.file')}>
            <FileChoice file={file} onChoose={choose} />
          </Form.Item>
          <ImportInputs unmet={unmet} mapping={mapping} onChange={setMapping} />
          <Button type="primary" htmlType="submit" disabled={!file} loading={bring.isPending}>
            {t('understand.models.import')}
          </Button>
          {bring.error && unmet.length === 0 && <Alert type="error" role="alert" title={words(bring.error)} />}
        </Form>
      </Panel>
    </Page>
  );
}

function FileChoice({ file, onChoose }: { file: File | undefined; onChoose: (file: File) => void }) {
  const { t } = useTranslation();
  const keep = (chosen: File): false => {
    onChoose(chosen);
    return false;
  };
  return (
    <Upload id="model-file" maxCount={1} showUploadList={false} beforeUpload={keep}>
      <Button>{t('understand.models.chooseFile')}</Button> <span className="quiet">{file?.name}</span>
    </Upload>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let from = 0; from < bytes.length; from += 32_768)
    text += String.fromCharCode(...bytes.subarray(from, from + 32_768));
  return btoa(text);
}
