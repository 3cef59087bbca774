// What the bundler makes of style sheets: a module gives its class names, a plain one gives nothing.
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
declare module '*.css';
