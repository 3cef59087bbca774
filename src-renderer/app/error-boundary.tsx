// A part of the screen that fails leaves the rest standing, and says that the mail is not touched.
import { Component, type ReactNode } from 'react';
import { Button } from '#ui/ui/button.tsx';
import { WordsContext } from '#ui/ui/words.ts';
import styles from './error-boundary.module.css';

type Props = { readonly children: ReactNode; readonly resetKey: string };
type State = { readonly failed: boolean; readonly resetKey: string };

export class ErrorBoundary extends Component<Props, State> {
  static override contextType = WordsContext;
  declare context: React.ContextType<typeof WordsContext>;
  override state: State = { failed: false, resetKey: this.props.resetKey };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { failed: false, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    const words = this.context.text.screen.crash;
    return (
      <div className={styles['crash']} role="alert">
        <h2 className={styles['title']}>{words.title}</h2>
        <p>{words.text}</p>
        <Button tone="outlined" onPress={() => this.setState({ failed: false })}>
          {words.again}
        </Button>
      </div>
    );
  }
}
