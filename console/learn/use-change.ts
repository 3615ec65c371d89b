import { useErrorWords } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import type { Reading } from '../app/client.ts';

/** Changes something on the server: says so, or says why not, and has asked again whatever has become old by it. */
export function useChange<I, O>(
  send: (input: I) => Promise<O>,
  { old, said }: { readonly old: readonly Reading[]; readonly said: (outcome: O) => string },
) {
  const queries = useQueryClient();
  const words = useErrorWords();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: send,
    onSuccess: async (outcome) => {
      void message.success(said(outcome));
      await Promise.all(old.map((route) => queries.invalidateQueries({ queryKey: [route] })));
    },
    onError: (error) => void message.error(words(error), 6),
  });
}
