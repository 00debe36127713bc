import Dataset
import FoundationEssentials

/// How the page looks: light and dark, narrow and wide, on screen and on paper.
enum PageStyle {
  static let css = """
    :root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--ink:#1a222d;--soft:#546070;\
    --line:#dde2e8;--track:#eceff3;--train:#2468b4;--val:#d06a1b;--real:#12826a;--synthetic:#8250c4;\
    --unstated:#7d8896;--good:#1a7f37;--bad:#c0232b;--goodground:#e3f4e8;--badground:#fde7e7}
    @media (prefers-color-scheme:dark){:root{--ground:#11151b;--card:#1a2029;--ink:#e8edf3;\
    --soft:#a5afbc;--line:#333c48;--track:#252d38;--train:#5f9fe8;--val:#f2a35e;--real:#3fbf9f;\
    --synthetic:#b48af0;--unstated:#8f9aa8;--good:#5fd07f;--bad:#ff8a8a;--goodground:#16301f;\
    --badground:#3a1b1e}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);\
    font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    header,main,footer{max-width:84rem;margin:0 auto;padding:1rem clamp(.75rem,3vw,2rem)}
    header{padding-top:2rem}
    main{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,32rem),1fr));\
    align-items:start}
    h1{font-size:clamp(1.4rem,4vw,2rem);line-height:1.2;margin:0 0 .5rem;overflow-wrap:anywhere}
    h2{font-size:1.15rem;margin:0 0 .6rem}
    h3{font-size:1rem;margin:1rem 0 .3rem;overflow-wrap:anywhere}
    p{margin:.3rem 0;overflow-wrap:anywhere}
    .soft,footer,caption,figcaption{color:var(--soft);font-size:.875rem}
    .verdict{display:inline-block;font-weight:600;padding:.35rem .8rem;border-radius:.5rem}
    .pass{color:var(--good)}.fail{color:var(--bad);font-weight:600}
    td.pass,td.fail{white-space:nowrap}
    .verdict.pass{background:var(--goodground)}.verdict.fail{background:var(--badground)}
    .tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0 0;padding:0;list-style:none}
    .tiles li{background:var(--card);border:1px solid var(--line);border-radius:.6rem;\
    padding:.6rem .9rem;flex:1 1 8rem}
    .tiles b{display:block;font-size:1.4rem;font-variant-numeric:tabular-nums;line-height:1.2}
    section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;\
    padding:1rem;min-width:0}
    .wide{grid-column:1/-1}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    caption{text-align:left;padding-bottom:.4rem}
    th,td{text-align:left;padding:.25rem .5rem .25rem 0;border-bottom:1px solid var(--line);\
    vertical-align:middle;overflow-wrap:anywhere}
    tbody tr:last-child>*{border-bottom:0}
    thead th{color:var(--soft);font-weight:600;font-size:.8rem}
    tbody th{font-weight:500;min-width:5.5rem}
    .figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;\
    overflow-wrap:normal}
    .chart{width:40%}
    svg{display:block;max-width:100%}
    .bar{width:100%;height:.85rem;border-radius:.2rem;background:var(--track)}
    .bar+.bar{margin-top:2px;height:.45rem}
    .train{fill:var(--train)}.val{fill:var(--val)}.real{fill:var(--real)}
    .synthetic{fill:var(--synthetic)}.unstated{fill:var(--unstated)}.alarm{fill:var(--bad)}
    .plot{width:100%;height:auto;max-width:40rem}
    .plot text{fill:var(--soft);font-size:12px}.plot line{stroke:var(--line)}
    .legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:0 0 .5rem;padding:0;list-style:none;\
    font-size:.85rem}
    .legend li{display:flex;align-items:center;gap:.35rem}
    .legend svg{width:.8rem;height:.8rem}
    .clips{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr))}
    figure{margin:0;border:1px solid var(--line);border-radius:.5rem;padding:.5rem;min-width:0}
    figcaption{overflow-wrap:anywhere;margin-top:.3rem}
    audio{width:100%;height:2.4rem;display:block;color-scheme:light}
    .wave{width:100%;height:3.5rem}.wave path{fill:var(--train)}.wave line{stroke:var(--line)}
    details{margin-top:.5rem}summary{cursor:pointer;color:var(--soft);font-size:.875rem}
    ul.names{margin:.3rem 0 .6rem;padding-left:1.1rem;font-size:.85rem}
    @media (max-width:34rem){body{font-size:15px}section{padding:.75rem}\
    .optional{display:none}.chart{width:34%}}
    @media print{:root{--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--track:#eee}\
    body{font-size:10pt}audio,summary{display:none}main{display:block}\
    section{break-inside:avoid-page;margin-bottom:1rem;border-color:#bbb}\
    .wide{break-inside:auto}figure,tr{break-inside:avoid}\
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
    """

  /// What the page may do: show itself, and play what lies in it.
  ///
  /// Nothing is fetched, nothing runs.
  static var policy: String {
    var hash = SHA256()
    hash.update(Array(css.utf8))
    let digest = Data(hash.bytes()).base64EncodedString()
    return "default-src 'none'; style-src 'sha256-\(digest)'; media-src data:; img-src data:;"
      + " base-uri 'none'; form-action 'none'"
  }
}
