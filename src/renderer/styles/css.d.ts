/** Style sheets, which the bundler puts together: imported for their effect alone. */
declare module '*.css';
