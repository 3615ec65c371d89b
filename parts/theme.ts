import { createContext, useContext } from 'react';
import { tokens, type ThemeName, type Tokens } from './tokens.ts';

/** The theme that is on the page; charts draw with its colours. */
export const ThemeContext = createContext<ThemeName>('light');
export const useTokens = (): Tokens => tokens[useContext(ThemeContext)];
