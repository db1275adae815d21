/** Every way in which an element loads, runs, looks like the program or leads away, at addresses of this page and of another. */
const loading = (at: string): string => `
<img src="${at}/1.png" srcset="${at}/2.png 2x" onerror="window.evil = true">
![picture](${at}/3.png "title")
<picture><source srcset="${at}/4.png"><img src="${at}/5.png"></picture>
<video src="${at}/6.mp4" poster="${at}/7.png" autoplay></video>
<audio src="${at}/8.mp3" autoplay></audio><track src="${at}/9.vtt" default>
<svg><image href="${at}/10.png"/><use href="${at}/11.svg#a"/><style>@import url(${at}/12.css)</style></svg>
<math><mtext><mglyph><style><img src=${at}/13.png onerror=evil=true></style></mglyph></mtext></math>
<link rel="stylesheet" href="${at}/14.css"><link rel="prefetch" href="${at}/15"><link rel="preload" as="image" href="${at}/16.png">
<link rel="dns-prefetch" href="//evil.example"><link rel="preconnect" href="//evil.example"><link rel="icon" href="${at}/17.png">
<style>@import "${at}/18.css"; body { background: url(${at}/19.png) } @font-face { font-family: x; src: url(${at}/20.woff2) }</style>
<p style="background: url(${at}/21.png); list-style-image: url(${at}/22.png); content: url(${at}/23.png)">styled</p>
<table background="${at}/24.png"><tr><td background="${at}/25.png">a</td></tr></table>
<body background="${at}/26.png"><iframe src="${at}/27.html" srcdoc="<img src=${at}/28.png>"></iframe>
<object data="${at}/29.svg"></object><embed src="${at}/30.svg"><applet code="${at}/31"></applet>
<form action="${at}/32"><input type="image" src="${at}/33.png"><button formaction="${at}/34">go</button></form>
<input type="image" src="${at}/35.png"><input type="text" autofocus onfocus="window.evil = true">
<script src="${at}/36.js"></script><script>window.evil = true</script>
<meta http-equiv="refresh" content="0; url=${at}/37"><base href="${at}/">
<frameset><frame src="${at}/38.html"></frameset><portal src="${at}/39"></portal><fencedframe src="${at}/40"></fencedframe>
<a href="${at}/41" ping="${at}/42">away</a> <a href="javascript:evil=true">run</a> <a href="data:text/html,<script>evil=true</script>">data</a>
<a href="/rpc">inside</a> <a href="#leakage">cell</a> <a href="blob:x">blob</a> <a href="vbscript:x">vb</a>
<template><img src="${at}/43.png"></template><noscript><p title="</noscript><img src=${at}/44.png onerror=evil=true>"></noscript>
<details ontoggle="window.evil = true" open><summary>s</summary></details><marquee onstart="window.evil = true">m</marquee>
<dialog open>Trust this folder</dialog><div popover id="leakage" class="button primary">x</div>
<custom-element src="${at}/45"></custom-element><slot name="x"></slot><image src="${at}/46.png">
`;

export const hostileMarkdown = `# Three rows

A lesson with [a link](https://example.com/a).

${loading('/evil').split('\n').join('\n\n')}

${loading('http://127.0.0.1:9/evil').split('\n').join('\n\n')}

The last line.
`;
