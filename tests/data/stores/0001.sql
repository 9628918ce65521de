BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE blobs (
	sha256 VARCHAR(64) NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY (sha256)
);
CREATE TABLE cases (
	id INTEGER NOT NULL, 
	reading TEXT, 
	text TEXT, 
	changed_at TEXT NOT NULL, 
	changed_by TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES photographs (id)
);
INSERT INTO "cases" VALUES(1,'{"schema":"retivasc.reading/1","threshold":0.4,"laterality":"L","spacing_mm":0.006,"measure_anyway":true,"strokes":[{"points":[[10,20.5],[30,40]],"radius":3,"erases":false},{"points":[[1,2]],"radius":2.5,"erases":true}],"rulers":[{"points":[[0,0],[5,5],[9,1]]}]}','{"schema":"retivasc.text/1","findings":"Zebrafindings","impression":"Zebraimpression","recommendation":"In a year.","author":"Dr Li"}','2026-11-30T20:45:29.806+00:00','doctor@clinic',1);
CREATE TABLE erasures (
	sha256 VARCHAR(64) NOT NULL, 
	PRIMARY KEY (sha256)
);
CREATE TABLE events (
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	who TEXT NOT NULL, 
	action TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	details TEXT, 
	details_sha256 VARCHAR(64) NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "events" VALUES(1,'2026-11-30T20:45:29.796+00:00','doctor@clinic','photograph kept','0000000000000000000000000000000000000000000000000000000000000000/0','{"changes":{"patients/8c5f96f746e34bef9469f16f776a2eea":{"last_date":{"after":"20260301","before":""},"version":{"after":2,"before":1}}},"rows":{"locations/1":"22ea6cec5353fb527bf3fd0c2dd0fc91428be50c0c9d25d00326eafa5aa99bf2","patients/8c5f96f746e34bef9469f16f776a2eea":"a5ab82200387fd7fb9ac8c8475b7ae0b61dfdaad405df1e35f4a149c6e4505a2","photographs/1":"9d296f3881fec2790dddbd73d7cf6c8141e6e77d91ea85e8461738d5c1a3bc8b"},"salt":"cf8e85fcfaae6001d915eb73502e6443"}','551034ee9e060a066e80270b82fb3de1597f7d28b0364e5d57e88543d3d07929','0000000000000000000000000000000000000000000000000000000000000000','ffcd5c35ef74bac0feb64807f2dae8c245fe8469d33b5c3eaa2ef237116970e4');
INSERT INTO "events" VALUES(2,'2026-11-30T20:45:29.806+00:00','doctor@clinic','case changed','0000000000000000000000000000000000000000000000000000000000000000/0','{"changes":{"photographs/1":{"eye":{"after":"L","before":"R"},"version":{"after":2,"before":1}}},"rows":{"cases/1":"5f5a7247af7ff58414b9c9576ca8af09a35ee4402fe73c936efa5728f537b0e8","photographs/1":"63e00dd1a4e3cf137a18c4ef07371c985ae6b8126b7cb6a3ea45abc53b4a7efb"},"salt":"f0b64ffa128b477c9acb902276a03bec"}','43d231d3ffe2371e91f73f77767eb04a57d9436c4437339aca68ea14f0cc6d44','ffcd5c35ef74bac0feb64807f2dae8c245fe8469d33b5c3eaa2ef237116970e4','4ce2e3ef9839c945d031bc7b380058621501435d44e1c43cc45d5fe3d3eeeae8');
INSERT INTO "events" VALUES(3,'2026-11-30T20:45:29.938+00:00','doctor@clinic','result added','0000000000000000000000000000000000000000000000000000000000000000/0','{"changes":{"photographs/1":{"quality":{"after":"good","before":""},"state":{"after":"analysed","before":"new"},"version":{"after":3,"before":2}}},"rows":{"photographs/1":"a3eebe4a7b05bc4f56dffccc3ce22449b00fbc7973a17f7c38b747027bf2d9c4","results/1":"eee077017a5e728e74cc1224d1a17e63fd81a3d1996fb68acf39c2bd436b50f2"},"salt":"e8f5c5fd01a5d3e7eebb758bd93cdbe6"}','bf7778b76ea0bb510f5737e9c57d435cde952e02dd198ac657665c52360d7a7b','4ce2e3ef9839c945d031bc7b380058621501435d44e1c43cc45d5fe3d3eeeae8','4e0ccfa19b0b042664bbb9bff5322e318d96a56113097fa4eddbb03f9acf11de');
CREATE TABLE locations (
	id INTEGER NOT NULL, 
	photograph_id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	member TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (photograph_id, path, member), 
	FOREIGN KEY(photograph_id) REFERENCES photographs (id)
);
INSERT INTO "locations" VALUES(1,1,'/photographs/0.dcm','');
CREATE TABLE patients (
	id VARCHAR(32) NOT NULL, 
	issuer TEXT NOT NULL, 
	identifier TEXT, 
	name TEXT NOT NULL, 
	birth_date TEXT NOT NULL, 
	sex TEXT NOT NULL, 
	typed TEXT NOT NULL, 
	search TEXT NOT NULL, 
	sorted_name TEXT NOT NULL, 
	last_date TEXT NOT NULL, 
	opened_at TEXT NOT NULL, 
	merged_into VARCHAR(32), 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (issuer, identifier), 
	FOREIGN KEY(merged_into) REFERENCES patients (id)
);
INSERT INTO "patients" VALUES('8c5f96f746e34bef9469f16f776a2eea','','A-17','Wang^Xiaoming=王^小明','19500102','F','[]','wang xiaoming
wangxiaoming
王 小明
王小明
wxm
a-17','wxm wang xiaoming','20260301','',NULL,2);
CREATE TABLE photographs (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	frame INTEGER NOT NULL, 
	patient_id VARCHAR(32), 
	assigned_id VARCHAR(32), 
	stated TEXT NOT NULL, 
	typed TEXT NOT NULL, 
	date TEXT NOT NULL, 
	eye TEXT NOT NULL, 
	quality TEXT NOT NULL, 
	state TEXT NOT NULL, 
	thumbnail VARCHAR(64), 
	kept_at TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (sha256, frame), 
	FOREIGN KEY(patient_id) REFERENCES patients (id), 
	FOREIGN KEY(assigned_id) REFERENCES patients (id)
);
INSERT INTO "photographs" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000',0,'8c5f96f746e34bef9469f16f776a2eea','8c5f96f746e34bef9469f16f776a2eea','{"patient_id":"A-17","name":"Wang^Xiaoming=王^小明","birth_date":"19500102","sex":"F","eye":"R","date":"20260301","device":"Camera"}','{}','20260301','L','good','analysed','03aa8ec58ad6caad7e000c7ff1db81559d347227e0115b091faf0c81578371a8','2026-11-30T20:45:29.800+00:00',3);
CREATE TABLE reported (
	id INTEGER NOT NULL, 
	report_id INTEGER NOT NULL, 
	result_id INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (report_id, result_id), 
	FOREIGN KEY(report_id) REFERENCES reports (id), 
	FOREIGN KEY(result_id) REFERENCES results (id)
);
CREATE TABLE reports (
	id INTEGER NOT NULL, 
	report VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	patient_id VARCHAR(32), 
	state TEXT NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	pdf VARCHAR(64), 
	author TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	made_by TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (report, number), 
	FOREIGN KEY(patient_id) REFERENCES patients (id)
);
CREATE TABLE results (
	id INTEGER NOT NULL, 
	photograph_id INTEGER NOT NULL, 
	record TEXT NOT NULL, 
	reading TEXT NOT NULL, 
	model_sha256 TEXT NOT NULL, 
	software_version TEXT NOT NULL, 
	findings VARCHAR(64), 
	made_at TEXT NOT NULL, 
	made_by TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(photograph_id) REFERENCES photographs (id)
);
INSERT INTO "results" VALUES(1,1,'{
  "schema": "retivasc.analysis/2",
  "image": {
    "path": "fundus.png",
    "sha256": "bb07511acd83afd22f40eb3a22c0c464049bbdc8e23998adedbd218eb61b12b8",
    "frame": 1,
    "frames": 1,
    "colours": "stated",
    "width": 256,
    "height": 256,
    "laterality": "unknown",
    "laterality_source": "unknown",
    "spacing_mm": null,
    "spacing_source": null
  },
  "field_of_view": {
    "center": [
      127.5,
      127.5
    ],
    "diameter_px": 235.52,
    "area_px": 43580,
    "method": "circle",
    "confidence": 1.0,
    "file": null
  },
  "model": {
    "name": "fake",
    "version": "1",
    "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
    "device": "cpu",
    "precision": "float32"
  },
  "threshold": 0.5,
  "hysteresis": 2.0,
  "software_version": "0.1.0",
  "created": "2026-11-30T20:45:29+00:00",
  "unsuitable": null,
  "quality": {
    "score": 0.756,
    "verdict": "good",
    "reasons": [],
    "overridden": false
  },
  "warnings": [
    "It is not recorded which eye this is."
  ],
  "corrected": null,
  "exported_vessels": "automatic",
  "working_diameter_px": 1024,
  "band": {
    "low_threshold": 0.21,
    "high_threshold": 0.65
  },
  "measurements": {
    "vessel_density": {
      "value": 0.13577491307186565,
      "low": 0.11672790861284461,
      "high": 0.17449526007581853,
      "unit": "1",
      "reason": null,
      "definition": "Vessel pixels as a share of the field of view, its outer 1 % left out; measured with the field brought to 1024 px."
    },
    "fractal_dimension": {
      "value": 1.532637219383307,
      "low": 1.4993325571857363,
      "high": 1.5747581810483078,
      "unit": "1",
      "reason": null,
      "definition": "Box-counting dimension D0 of the vessel mask in the same field; box sides 2 to 256 px, smallest count over grid positions, slope of log N on log 1/s.",
      "fit": {
        "box_sizes_px": [
          2,
          4,
          8,
          16,
          32,
          64,
          128,
          256
        ],
        "box_counts": [
          28879,
          8150,
          2602,
          908,
          331,
          122,
          44,
          15
        ],
        "standard_error": 0.022429760971910045,
        "r_squared": 0.9987165939826939,
        "local_slopes": [
          1.825148822089409,
          1.647179097288007,
          1.5188567594268791,
          1.4558610804836978,
          1.4399500692443319,
          1.4713057189255894,
          1.5525410230287784
        ]
      }
    },
    "skeleton_fractal_dimension": {
      "value": 1.2042315461115018,
      "low": 1.1909383572461298,
      "high": 1.2042315461115018,
      "unit": "1",
      "reason": null,
      "definition": "Box-counting dimension D0 of the centrelines of the vessels, one pixel wide; box sides 4 to 256 px.",
      "fit": {
        "box_sizes_px": [
          4,
          8,
          16,
          32,
          64,
          128,
          256
        ],
        "box_counts": [
          2267,
          1161,
          577,
          268,
          113,
          41,
          15
        ],
        "standard_error": 0.046324956037822426,
        "r_squared": 0.992655225450709,
        "local_slopes": [
          0.9654164188752202,
          1.008724748220083,
          1.1063383181877104,
          1.2459102280425847,
          1.462626957797104,
          1.450661409009565
        ]
      }
    },
    "skeleton_length_density": {
      "value": 10.198218315775065,
      "low": 9.769856676834507,
      "high": 10.46158499348197,
      "unit": "1/field diameter",
      "reason": null,
      "definition": "Length of the centrelines per area of the field of view, in 1/⌀; ⌀ is the diameter of the field of view."
    },
    "mean_calibre": {
      "value": 0.013313591538028057,
      "low": 0.011947760594034134,
      "high": 0.016679619788448577,
      "unit": "field diameter",
      "reason": null,
      "definition": "Area of the vessels divided by the length of their centrelines, in % ⌀."
    },
    "tortuosity": {
      "value": 1.0575415539474815,
      "low": 1.0572136217699524,
      "high": 1.0575888179269277,
      "unit": "1",
      "reason": null,
      "definition": "Arc divided by chord of the vessel segments of 40 px and more, the mean weighted by length; 1 is straight."
    },
    "branch_points": {
      "value": 42.0,
      "low": 31.0,
      "high": 48.0,
      "unit": "1",
      "reason": null,
      "definition": "Places where three or more centrelines meet, side branches shorter than 10 px left out."
    },
    "end_points": {
      "value": 59.0,
      "low": 23.0,
      "high": 59.0,
      "unit": "1",
      "reason": null,
      "definition": "Free ends of the centrelines, side branches shorter than 10 px left out."
    },
    "skeleton_length_density_mm": {
      "value": null,
      "low": null,
      "high": null,
      "unit": "mm/mm2",
      "reason": "The size of a pixel on the retina is not known.",
      "definition": "Length of the centrelines per area of the field of view, in mm/mm², by the pixel spacing."
    },
    "mean_calibre_um": {
      "value": null,
      "low": null,
      "high": null,
      "unit": "um",
      "reason": "The size of a pixel on the retina is not known.",
      "definition": "Area of the vessels divided by the length of their centrelines, in µm, by the pixel spacing."
    }
  },
  "quadrants": {
    "upper_left": {
      "place": "upper left",
      "anatomy": null,
      "vessel_density": {
        "value": 0.12428066019830243,
        "low": 0.11181969561234355,
        "high": 0.14839277851166888,
        "unit": "1",
        "reason": null
      }
    },
    "upper_right": {
      "place": "upper right",
      "anatomy": null,
      "vessel_density": {
        "value": 0.10998749854487111,
        "low": 0.09392287563835872,
        "high": 0.14357440390328835,
        "unit": "1",
        "reason": null
      }
    },
    "lower_left": {
      "place": "lower left",
      "anatomy": null,
      "vessel_density": {
        "value": 0.15914807897680397,
        "low": 0.14147395698892076,
        "high": 0.19497208683196932,
        "unit": "1",
        "reason": null
      }
    },
    "lower_right": {
      "place": "lower right",
      "anatomy": null,
      "vessel_density": {
        "value": 0.14968341456748507,
        "low": 0.11969510621175541,
        "high": 0.21104177105634767,
        "unit": "1",
        "reason": null
      }
    }
  },
  "calibres": {
    "unit": "field diameter",
    "median": 0.013916015625,
    "edges": [
      0.0,
      0.001,
      0.002,
      0.003,
      0.004,
      0.005,
      0.006,
      0.007,
      0.008,
      0.009,
      0.01,
      0.011,
      0.012,
      0.013,
      0.014,
      0.015,
      0.016,
      0.017,
      0.018,
      0.019,
      0.02,
      0.021,
      0.022,
      0.023,
      0.024,
      0.025,
      0.026,
      0.027,
      0.028,
      0.029,
      0.03,
      0.031,
      0.032,
      0.033,
      0.034,
      0.035,
      0.036,
      0.037,
      0.038,
      0.039,
      0.04
    ],
    "shares": [
      0.0,
      0.0054226918798665185,
      0.008203559510567298,
      0.018770856507230257,
      0.03921023359288098,
      0.019327030033370413,
      0.015433815350389322,
      0.013626251390433816,
      0.07063403781979978,
      0.09232480533926585,
      0.0621523915461624,
      0.06924360400444939,
      0.04671857619577308,
      0.047830923248053395,
      0.04838709677419355,
      0.10483870967741936,
      0.05561735261401557,
      0.051585094549499444,
      0.04630144605116796,
      0.03907119021134594,
      0.030867630700778644,
      0.03434371523915462,
      0.035595105672969966,
      0.015711902113459398,
      0.005700778642936596,
      0.003615127919911012,
      0.002502780867630701,
      0.0016685205784204673,
      0.0033370411568409346,
      0.0012513904338153504,
      0.0005561735261401557,
      0.002224694104560623,
      0.0012513904338153504,
      0.001807563959955506,
      0.0005561735261401557,
      0.0026418242491657398,
      0.0015294771968854283,
      0.0,
      0.00013904338153503893,
      0.0
    ],
    "definition": "Share of the centrelines by the width of the vessel there; wider ones count in the last bin."
  },
  "segments": {
    "length_unit": "field diameter",
    "length": [
      0.23991991899067283,
      0.06152037825968227,
      0.11363830756544421,
      0.1263340148778081,
      0.27500247481014783,
      0.23716092572847364,
      0.2828739860394913,
      0.2484447217731912,
      0.2054273838905129,
      0.10022895275796774,
      0.040907954316582625,
      0.20231348090743329,
      0.06729406398478761,
      0.08164256860719103,
      0.04920639829186876,
      0.1653425279705239,
      0.08291170327614464,
      0.2669791725206473,
      0.5454417173326515,
      0.2721129595638764,
      0.25552352579805776,
      0.14104015334319997,
      0.06031363865249714,
      0.05680781286800822,
      0.09095698763865988,
      0.07463881516840637,
      0.18622219435276738,
      0.08087230812087631,
      0.05536889330706611,
      0.05726478420726088,
      0.06972069966571956,
      0.26860688990066456,
      0.04784940785351121,
      0.08132666581879235,
      0.14728854165147653,
      0.08272566594214588,
      0.09003149419015787,
      0.09024464547843467,
      0.0462796307022852,
      0.09282999597857447,
      0.2736397343976768,
      0.04270092418387309,
      0.07050720418555172,
      0.17397440007892245,
      0.1408487452930065,
      0.1659768983387256,
      0.12200425002083666,
      0.1255788685835375,
      0.07407134014159822
    ],
    "tortuosity": [
      1.0348580219008108,
      1.0096637216530056,
      1.008070962047422,
      1.0250050349051654,
      1.0305781546221313,
      1.0205249978003252,
      1.0195040140204183,
      1.0216834896988394,
      1.010914309259157,
      1.0362359272645125,
      1.025367506231311,
      1.0229102693753072,
      1.039553122180979,
      1.0049216248534105,
      1.005937975354622,
      1.0235162428621178,
      1.0475292601734079,
      1.031464237800292,
      1.4617358734854096,
      1.0135714246420167,
      1.0168938329494541,
      1.015468031344701,
      1.0486084099205755,
      1.002355976658862,
      1.0262460354264653,
      1.015374864444056,
      1.018329399718502,
      1.0455917576384912,
      1.0281526273360297,
      1.0521722885449583,
      1.0290909584426016,
      1.0099367657931448,
      1.0196815418810905,
      1.0213033533839164,
      1.0666429687574912,
      1.004769674684073,
      1.039020912653168,
      1.0125090159601744,
      1.011055073744295,
      1.0221281277640888,
      1.037626125535066,
      1.0235423032966149,
      1.0338489067292578,
      1.013360341942674,
      1.013288744750356,
      1.0217831055761615,
      1.0148050457685653,
      1.0090440814248072,
      1.0120406268005442
    ]
  },
  "research": {
    "use": "For research only, never for a patient: on real vessels these plain estimates of D1 and D2 come out above D0, against theory.",
    "information_dimension": {
      "value": 1.5615231494879591,
      "unit": "1",
      "reason": null,
      "definition": "Information dimension D1 of the vessel mask by box masses on one grid: slope of the sum of p log p on log s."
    },
    "correlation_dimension": {
      "value": 1.5746169253686915,
      "unit": "1",
      "reason": null,
      "definition": "Correlation dimension D2 of the vessel mask by box masses on one grid: slope of the log of the sum of p squared on log s."
    },
    "lacunarity": {
      "box_16_px": {
        "value": 4.944876303844907,
        "unit": "1",
        "reason": null,
        "definition": "Lacunarity of the vessel mask, box gliding inside the measured field: mean of the squared mass / square of the mean mass; 1 is even."
      },
      "box_32_px": {
        "value": 3.446207154177336,
        "unit": "1",
        "reason": null,
        "definition": "Lacunarity of the vessel mask, box gliding inside the measured field: mean of the squared mass / square of the mean mass; 1 is even."
      },
      "box_64_px": {
        "value": 2.274549708850908,
        "unit": "1",
        "reason": null,
        "definition": "Lacunarity of the vessel mask, box gliding inside the measured field: mean of the squared mass / square of the mean mass; 1 is even."
      },
      "box_128_px": {
        "value": 1.5744620796459223,
        "unit": "1",
        "reason": null,
        "definition": "Lacunarity of the vessel mask, box gliding inside the measured field: mean of the squared mass / square of the mean mass; 1 is even."
      }
    }
  }
}
','{"schema":"retivasc.reading/1","threshold":0.4,"laterality":"L","spacing_mm":0.006,"measure_anyway":true,"strokes":[{"points":[[10,20.5],[30,40]],"radius":3,"erases":false},{"points":[[1,2]],"radius":2.5,"erases":true}],"rulers":[{"points":[[0,0],[5,5],[9,1]]}]}','0000000000000000000000000000000000000000000000000000000000000000','0.1.0','05fb08a346322f3127f3db72e61670e81d806e3af3a67376dfc44574aa59ed71','2026-11-30T20:45:29.938+00:00','doctor@clinic');
CREATE TABLE sendings (
	id INTEGER NOT NULL, 
	report_id INTEGER NOT NULL, 
	destination TEXT NOT NULL, 
	sent_at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(report_id) REFERENCES reports (id)
);
CREATE INDEX patients_by_name ON patients (sorted_name, id);
CREATE INDEX patients_by_date ON patients (last_date, id);
CREATE INDEX patients_by_opening ON patients (opened_at, id);
CREATE INDEX photographs_of_patient ON photographs (patient_id, date);
CREATE INDEX photographs_assigned ON photographs (assigned_id);
CREATE INDEX photographs_by_date ON photographs (date);
CREATE INDEX results_of_photograph ON results (photograph_id);
CREATE INDEX reports_of_patient ON reports (patient_id);
CREATE INDEX reported_results ON reported (result_id);
CREATE INDEX sendings_of_report ON sendings (report_id);
COMMIT;
