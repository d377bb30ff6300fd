/** ISO 639-1 codes, and the regions of languages that are written differently in several (BCP 47). */

export const CODES = `aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
  dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
  ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne
  ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv
  sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu`.split(/\s+/)

const REGIONS = `af:NA,ZA am:ET ar:AE,BH,DZ,EG,IQ,JO,KW,LB,LY,MA,OM,QA,SA,SY,TN,YE az:AZ be:BY bg:BG bn:BD,IN bs:BA
  ca:AD,ES,FR,IT cs:CZ cy:GB da:DK,GL de:AT,BE,CH,DE,IT,LI,LU dz:BT el:CY,GR
  en:AU,BZ,CA,GB,HK,IE,IN,JM,KE,MY,NG,NZ,PH,SG,TT,US,ZA,ZW
  es:AR,BO,CL,CO,CR,CU,DO,EC,ES,GT,HN,MX,NI,PA,PE,PR,PY,SV,US,UY,VE et:EE eu:ES fa:AF,IR fi:FI fo:DK,FO
  fr:BE,CA,CH,CI,CM,FR,HT,LU,MA,MC,ML,SN fy:NL ga:GB,IE gd:GB gl:ES gu:IN ha:GH,NE,NG he:IL hi:IN hr:BA,HR hu:HU hy:AM
  id:ID is:IS it:CH,IT,SM,VA ja:JP ka:GE kk:KZ kl:GL km:KH kn:IN ko:KP,KR ky:KG lb:LU lo:LA lt:LT lv:LV mi:NZ mk:MK ml:IN
  mn:MN mr:IN ms:BN,MY,SG mt:MT my:MM nb:NO,SJ ne:IN,NP nl:AW,BE,CW,NL,SR nn:NO or:IN pa:IN,PK pl:PL ps:AF,PK
  pt:AO,BR,CH,CV,LU,MO,MZ,PT,TL qu:BO,EC,PE rm:CH ro:MD,RO ru:BY,KG,KZ,MD,RU,UA rw:RW sa:IN sd:IN,PK se:FI,NO,SE si:LK
  sk:SK sl:SI so:DJ,ET,KE,SO sq:AL,MK,XK sr:BA,ME,RS,XK sv:AX,FI,SE sw:CD,KE,TZ,UG ta:IN,LK,MY,SG te:IN tg:TJ th:TH
  ti:ER,ET tk:TM tn:BW,ZA to:TO tr:CY,TR tt:RU ug:CN uk:UA ur:IN,PK uz:AF,UZ vi:VN wo:SN xh:ZA yo:BJ,NG zh:CN,HK,MO,SG,TW
  zu:ZA`

export const TAGS = REGIONS.split(/\s+/).flatMap((entry) => {
  const [code, regions] = entry.split(':')
  return regions.split(',').map((region) => `${code}-${region}`)
})
