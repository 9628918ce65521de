BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE arrivals (
	id INTEGER NOT NULL, 
	node TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	sop_instance_uid TEXT NOT NULL, 
	source TEXT NOT NULL, 
	stamp TEXT NOT NULL, 
	file TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	due TEXT NOT NULL, 
	claim TEXT NOT NULL, 
	problem TEXT NOT NULL, 
	received_at TEXT NOT NULL, 
	done_at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (node, sha256)
);
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
INSERT INTO "cases" VALUES(1,'{"schema":"retivasc.reading/1","threshold":0.4,"laterality":"L","spacing_mm":0.006,"measure_anyway":true,"style":{"hand":null,"detail":0.25},"strokes":[{"points":[[10,20.5],[30,40]],"radius":3,"erases":false},{"points":[[1,2]],"radius":2.5,"erases":true}],"rulers":[{"points":[[0,0],[5,5],[9,1]]}],"excluded":{"height":2,"width":3,"runs":[1,4,1]}}','{"schema":"retivasc.text/1","findings":"Zebrafindings","impression":"Zebraimpression","recommendation":"In a year.","author":"Dr Li"}','2026-11-30T21:11:57.002+00:00','doctor@clinic',1);
CREATE TABLE deliveries (
	id INTEGER NOT NULL, 
	arrival_id INTEGER NOT NULL, 
	node TEXT NOT NULL, 
	destination TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	sop_class_uid TEXT NOT NULL, 
	sop_instance_uid TEXT NOT NULL, 
	file TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	state TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	due TEXT NOT NULL, 
	problem TEXT NOT NULL, 
	transaction_uid TEXT NOT NULL, 
	sent_at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (arrival_id, destination, kind), 
	FOREIGN KEY(arrival_id) REFERENCES arrivals (id)
);
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
INSERT INTO "events" VALUES(1,'2026-11-30T21:11:56.822+00:00','doctor@clinic','photograph kept','0000000000000000000000000000000000000000000000000000000000000000/0','{"changes":{"patients/c43b75635ca0425cab6fe4eb67fda609":{"last_date":{"after":"20260301","before":""},"version":{"after":2,"before":1}}},"rows":{"locations/1":"9b64162d43dfe96f01bd4a96db8cf8fe5190c403d6f578f864d629b9d6bc5da9","patients/c43b75635ca0425cab6fe4eb67fda609":"86652995bec0f8c7b3e18b9413faf062c833cb3ab4bb949bfbe7a6e006bde17b","photographs/1":"57579e6c36d987e17b05cf27c686e21cc07e6339a6b1571be31aaf77c9ad4d2a"},"salt":"81bff43b98d0ed41a0dd25bc53d1cc76"}','7caeee0811af719c92cc4f2c53e7d0b4d2edd585ae32cc9c4ead1b3ad8b68f6b','0000000000000000000000000000000000000000000000000000000000000000','12695b3be25a924fed7c495be5e4376ce1d33aa55d339bef6f90241431a397de');
INSERT INTO "events" VALUES(2,'2026-11-30T21:11:57.002+00:00','doctor@clinic','case changed','0000000000000000000000000000000000000000000000000000000000000000/0','{"changes":{"photographs/1":{"eye":{"after":"L","before":"R"},"version":{"after":2,"before":1}}},"rows":{"cases/1":"407601298e1b092153c8ae96aae3fb3097c6b5de9887c9740681fa0cd251b7bb","photographs/1":"48cc3d101183b3dfb7f27cde98f739414644b1e03bc6949bd81a3445ebd65497"},"salt":"45bd5f022f14ae365a899c9f2643a82f"}','e60e8b41811503e6065b982841085a638f4aa4726c4c6c053b326a35f4f2f870','12695b3be25a924fed7c495be5e4376ce1d33aa55d339bef6f90241431a397de','4462a951d3180a773d376f302b3bc0f5faaa6357a65d030c25d4f66ca5d9a82d');
INSERT INTO "events" VALUES(3,'2026-11-30T21:11:59.655+00:00','doctor@clinic','result added','0000000000000000000000000000000000000000000000000000000000000000/0','{"changes":{"photographs/1":{"quality":{"after":"good","before":""},"state":{"after":"analysed","before":"new"},"version":{"after":3,"before":2}}},"rows":{"photographs/1":"4b6f7ae7332311088e4cfc5801e53e1b05458d67d1b72c49135eabdc18d39749","results/1":"e4a68ef0b9272cb97e90286621ece9971699f7ccbf2388e3d8e63506d34121a4"},"salt":"9b608977b35d5cb2abfde7b82271fe39"}','3ed4233755f3a8109bea0b6198cbdefb93ffe5f64a27da9761ecfa49bb37a35e','4462a951d3180a773d376f302b3bc0f5faaa6357a65d030c25d4f66ca5d9a82d','15732eb9a33c07b8953906fd1aba19c622712b4c9e6ea03a707ea122a9a00886');
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
INSERT INTO "patients" VALUES('c43b75635ca0425cab6fe4eb67fda609','','A-17','Wang^Xiaoming=王^小明','19500102','F','[]','wang xiaoming
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
INSERT INTO "photographs" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000',0,'c43b75635ca0425cab6fe4eb67fda609','c43b75635ca0425cab6fe4eb67fda609','{"patient_id":"A-17","name":"Wang^Xiaoming=王^小明","birth_date":"19500102","sex":"F","eye":"R","date":"20260301","device":"Camera"}','{}','20260301','L','good','analysed','03aa8ec58ad6caad7e000c7ff1db81559d347227e0115b091faf0c81578371a8','2026-11-30T21:11:56.870+00:00',3);
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
    "precision": "float32",
    "style": {}
  },
  "threshold": 0.5,
  "hysteresis": 2.0,
  "software_version": "0.1.0",
  "created": "2026-11-30T21:11:49+00:00",
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
  "excluded": null,
  "exported_vessels": "automatic",
  "working_diameter_px": 1024,
  "band": {
    "low_threshold": 0.15,
    "high_threshold": 0.77
  },
  "measurements": {
    "vessel_density": {
      "value": 0.13502963401610513,
      "interval": null,
      "sensitivity": {
        "low": 0.11394418378657435,
        "high": 0.17632619181382447
      },
      "smallest_detectable": null,
      "low": 0.11394418378657435,
      "high": 0.17632619181382447,
      "unit": "1",
      "reason": null,
      "definition": "Vessel pixels as a share of the field of view without its outer 1 %; measured with the field scaled to 1024 px."
    },
    "fractal_dimension": {
      "value": 1.5370901741456413,
      "interval": null,
      "sensitivity": {
        "low": 1.5007278005902815,
        "high": 1.5711096229641988
      },
      "smallest_detectable": null,
      "low": 1.5007278005902815,
      "high": 1.5711096229641988,
      "unit": "1",
      "reason": null,
      "definition": "Box-counting dimension D0 of the vessel mask in the same field; box sides 2 to 256 px, smallest count over grid positions, slope of log N on log 1/s. It restates density and length (R² .98 on experts'' masks).",
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
          28982,
          8396,
          2645,
          916,
          330,
          121,
          44,
          15
        ],
        "standard_error": 0.02141467194926886,
        "r_squared": 0.998836758397812,
        "local_slopes": [
          1.7873830845918008,
          1.6664344442907668,
          1.5298482189044447,
          1.4728815738511276,
          1.4474589769712214,
          1.4594316186372975,
          1.5525410230287784
        ]
      }
    },
    "skeleton_fractal_dimension": {
      "value": 1.2094504984581582,
      "interval": null,
      "sensitivity": {
        "low": 1.1900209139682048,
        "high": 1.2094504984581582
      },
      "smallest_detectable": null,
      "low": 1.1900209139682048,
      "high": 1.2094504984581582,
      "unit": "1",
      "reason": null,
      "definition": "Box-counting dimension D0 of the centrelines of the vessels, one pixel wide; box sides 4 to 256 px. It restates density and length, too.",
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
          2329,
          1191,
          582,
          269,
          112,
          42,
          15
        ],
        "standard_error": 0.04445862793858573,
        "r_squared": 0.9932890873814788,
        "local_slopes": [
          0.9675372263467531,
          1.033082354955829,
          1.1134129803516601,
          1.2641074404990211,
          1.415037499278843,
          1.4854268271702418
        ]
      }
    },
    "skeleton_length_density": {
      "value": 10.618184246933092,
      "interval": null,
      "sensitivity": {
        "low": 9.762971149354506,
        "high": 10.693542449590288
      },
      "smallest_detectable": null,
      "low": 9.762971149354506,
      "high": 10.693542449590288,
      "unit": "1/field diameter",
      "reason": null,
      "definition": "Length of the centrelines per area of the field of view, in 1/⌀; ⌀ is the diameter of the field of view."
    },
    "mean_calibre": {
      "value": 0.012716829061909192,
      "interval": null,
      "sensitivity": {
        "low": 0.011671056079491532,
        "high": 0.01648903463422266
      },
      "smallest_detectable": null,
      "low": 0.011671056079491532,
      "high": 0.01648903463422266,
      "unit": "field diameter",
      "reason": null,
      "definition": "Area of the vessels divided by the length of their centrelines, in % ⌀."
    },
    "tortuosity": {
      "value": 1.0272133216017583,
      "interval": null,
      "sensitivity": {
        "low": 1.0272097842081103,
        "high": 1.031116390545785
      },
      "smallest_detectable": null,
      "low": 1.0272097842081103,
      "high": 1.031116390545785,
      "unit": "1",
      "reason": null,
      "definition": "Arc divided by chord of the vessel segments of 40 px and more, the median weighted by length; waves of 30 px and more are followed; 1 is straight."
    },
    "branch_points": {
      "value": 50.0,
      "interval": null,
      "sensitivity": {
        "low": 36.0,
        "high": 51.0
      },
      "smallest_detectable": null,
      "low": 36.0,
      "high": 51.0,
      "unit": "1",
      "reason": null,
      "definition": "Places where three or more centrelines meet, ignoring side branches shorter than 10 px."
    },
    "end_points": {
      "value": 22.0,
      "interval": null,
      "sensitivity": {
        "low": 20.0,
        "high": 28.0
      },
      "smallest_detectable": null,
      "low": 20.0,
      "high": 28.0,
      "unit": "1",
      "reason": null,
      "definition": "Free ends of the centrelines; side branches and pieces shorter than 10 px do not count."
    },
    "skeleton_length_density_mm": {
      "value": null,
      "interval": null,
      "sensitivity": null,
      "smallest_detectable": null,
      "low": null,
      "high": null,
      "unit": "mm/mm2",
      "reason": "The pixel size on the retina is not known.",
      "definition": "Length of the centrelines per area of the field of view, in mm/mm², from the pixel spacing."
    },
    "mean_calibre_um": {
      "value": null,
      "interval": null,
      "sensitivity": null,
      "smallest_detectable": null,
      "low": null,
      "high": null,
      "unit": "um",
      "reason": "The pixel size on the retina is not known.",
      "definition": "Area of the vessels divided by the length of their centrelines, in µm, from the pixel spacing."
    },
    "vessel_density_thin": {
      "value": 0.0,
      "interval": null,
      "sensitivity": {
        "low": 0.0,
        "high": 8.277006294127228e-05
      },
      "smallest_detectable": null,
      "low": 0.0,
      "high": 8.277006294127228e-05,
      "unit": "1",
      "reason": null,
      "definition": "Share of the field of view that vessels at most 2 px wide cover, by length and width of each segment; the width is the segment''s median, at a field 565 px across."
    },
    "vessel_density_medium": {
      "value": 0.006515544247678738,
      "interval": null,
      "sensitivity": {
        "low": 0.000667699702070006,
        "high": 0.012649861113175778
      },
      "smallest_detectable": null,
      "low": 0.000667699702070006,
      "high": 0.012649861113175778,
      "unit": "1",
      "reason": null,
      "definition": "Share of the field of view that vessels over 2 and up to 4 px wide cover, by length and width of each segment; the width is the segment''s median, at a field 565 px across."
    },
    "vessel_density_wide": {
      "value": 0.12851408976842643,
      "interval": null,
      "sensitivity": {
        "low": 0.10129432267339858,
        "high": 0.1755757220488132
      },
      "smallest_detectable": null,
      "low": 0.10129432267339858,
      "high": 0.1755757220488132,
      "unit": "1",
      "reason": null,
      "definition": "Share of the field of view that vessels over 4 px wide cover, by length and width of each segment; the width is the segment''s median, at a field 565 px across."
    },
    "skeleton_length_density_thin": {
      "value": 0.0,
      "interval": null,
      "sensitivity": {
        "low": 0.0,
        "high": 0.03445321683161104
      },
      "smallest_detectable": null,
      "low": 0.0,
      "high": 0.03445321683161104,
      "unit": "1/field diameter",
      "reason": null,
      "definition": "Length of the centrelines of vessels at most 2 px wide per area of the field of view, in 1/⌀; the width is the segment''s median, at a field 565 px across."
    },
    "skeleton_length_density_medium": {
      "value": 1.4092923828777282,
      "interval": null,
      "sensitivity": {
        "low": 0.11341778726411236,
        "high": 2.163091591179456
      },
      "smallest_detectable": null,
      "low": 0.11341778726411236,
      "high": 2.163091591179456,
      "unit": "1/field diameter",
      "reason": null,
      "definition": "Length of the centrelines of vessels over 2 and up to 4 px wide per area of the field of view, in 1/⌀; the width is the segment''s median, at a field 565 px across."
    },
    "skeleton_length_density_wide": {
      "value": 9.208891864055365,
      "interval": null,
      "sensitivity": {
        "low": 7.59987955817505,
        "high": 10.545671445494564
      },
      "smallest_detectable": null,
      "low": 7.59987955817505,
      "high": 10.545671445494564,
      "unit": "1/field diameter",
      "reason": null,
      "definition": "Length of the centrelines of vessels over 4 px wide per area of the field of view, in 1/⌀; the width is the segment''s median, at a field 565 px across."
    },
    "tortuosity_thin": {
      "value": null,
      "interval": null,
      "sensitivity": null,
      "smallest_detectable": null,
      "low": null,
      "high": null,
      "unit": "1",
      "reason": "Fewer than 5 vessels of this width are long enough to tell how winding they are.",
      "definition": "Tortuosity of vessels at most 2 px wide; the width is the segment''s median, at a field 565 px across."
    },
    "tortuosity_medium": {
      "value": 1.0460609563493966,
      "interval": null,
      "sensitivity": null,
      "smallest_detectable": null,
      "low": null,
      "high": null,
      "unit": "1",
      "reason": null,
      "definition": "Tortuosity of vessels over 2 and up to 4 px wide; the width is the segment''s median, at a field 565 px across."
    },
    "tortuosity_wide": {
      "value": 1.0271418183124725,
      "interval": null,
      "sensitivity": {
        "low": 1.0271418183124725,
        "high": 1.0329119292642683
      },
      "smallest_detectable": null,
      "low": 1.0271418183124725,
      "high": 1.0329119292642683,
      "unit": "1",
      "reason": null,
      "definition": "Tortuosity of vessels over 4 px wide; the width is the segment''s median, at a field 565 px across."
    }
  },
  "quadrants": {
    "upper_left": {
      "place": "upper left",
      "anatomy": null,
      "vessel_density": {
        "value": 0.1227116516598592,
        "interval": null,
        "sensitivity": {
          "low": 0.10841342868856192,
          "high": 0.15125242310592832
        },
        "smallest_detectable": null,
        "low": 0.10841342868856192,
        "high": 0.15125242310592832,
        "unit": "1",
        "reason": null
      }
    },
    "upper_right": {
      "place": "upper right",
      "anatomy": null,
      "vessel_density": {
        "value": 0.11008872490219003,
        "interval": null,
        "sensitivity": {
          "low": 0.08882106722948521,
          "high": 0.14863572176923429
        },
        "smallest_detectable": null,
        "low": 0.08882106722948521,
        "high": 0.14863572176923429,
        "unit": "1",
        "reason": null
      }
    },
    "lower_left": {
      "place": "lower left",
      "anatomy": null,
      "vessel_density": {
        "value": 0.15873811222966236,
        "interval": null,
        "sensitivity": {
          "low": 0.137521067735617,
          "high": 0.19589830800143743
        },
        "smallest_detectable": null,
        "low": 0.137521067735617,
        "high": 0.19589830800143743,
        "unit": "1",
        "reason": null
      }
    },
    "lower_right": {
      "place": "lower right",
      "anatomy": null,
      "vessel_density": {
        "value": 0.14858004727270888,
        "interval": null,
        "sensitivity": {
          "low": 0.12102117149263325,
          "high": 0.20951831437869792
        },
        "smallest_detectable": null,
        "low": 0.12102117149263325,
        "high": 0.20951831437869792,
        "unit": "1",
        "reason": null
      }
    }
  },
  "calibres": {
    "unit": "field diameter",
    "median": 0.012939453125,
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
      0.013987931980252331,
      0.0009599561162918266,
      0.010833790455293472,
      0.07076247942951179,
      0.04333516182117389,
      0.028113000548546353,
      0.01659352715304443,
      0.06198573779484366,
      0.13960504662643994,
      0.018102029621503018,
      0.013302249040043884,
      0.09243006034009874,
      0.07254525507405375,
      0.046352166758091055,
      0.041826659352715304,
      0.09462424574876577,
      0.06116291826659353,
      0.05156335710367526,
      0.024958859023587493,
      0.027015907844212837,
      0.02825013713658804,
      0.017690619857377948,
      0.0045255074053757545,
      0.0016456390565002743,
      0.00287986834887548,
      0.0017827756445419638,
      0.002057048820625343,
      0.0006856829402084476,
      0.0005485463521667581,
      0.0015085024684585847,
      0.002057048820625343,
      0.0012342292923752057,
      0.0021941854086670325,
      0.0006856829402084476,
      0.0009599561162918266,
      0.0006856829402084476,
      0.00041140976412506856,
      0.00013713658804168953,
      0.0
    ],
    "definition": "Share of centreline length by the local width of the vessel; wider vessels count in the last bin."
  },
  "segments": {
    "length_unit": "field diameter",
    "length": [
      0.24522862287158126,
      0.05909791325822003,
      0.11132545062614276,
      0.12377414284978744,
      0.27099583482074313,
      0.2350493160712269,
      0.2825589958565842,
      0.2292651101105475,
      0.20562962640702,
      0.07489032281854584,
      0.04051243101487769,
      0.2096464801906696,
      0.0424188939300242,
      0.07919966100876426,
      0.06371761085822238,
      0.046752960370132234,
      0.17163008385151038,
      0.26754921404220233,
      0.06070708707367428,
      0.5483925908896367,
      0.041311107706001514,
      0.2477091040896308,
      0.14515815238627774,
      0.06235966212796417,
      0.05544207545479266,
      0.09343725211283234,
      0.059899263236437864,
      0.06299834396558274,
      0.24440476906546083,
      0.07874118907193407,
      0.19140244056170447,
      0.08003325419921474,
      0.11962635031055097,
      0.0755141892960783,
      0.0940640308042682,
      0.2693014311008616,
      0.045948457157342415,
      0.08024557455217536,
      0.10998257068164378,
      0.13759469534308152,
      0.08576681803052821,
      0.09501033471282573,
      0.1547697119460742,
      0.2779275354786756,
      0.04458569409379309,
      0.07120566108662997,
      0.17307028220612689,
      0.14447730673933726,
      0.1665521229333759,
      0.12042170587480384,
      0.12237353975358264,
      0.08392161863861182
    ],
    "tortuosity": [
      1.0496305883096484,
      1.015110666301407,
      1.006345810485171,
      1.0155188149235193,
      1.0272133216017583,
      1.02118679441397,
      1.0198669711050683,
      1.0111681919351998,
      1.016793908900566,
      1.0116792638421745,
      1.0420141773253253,
      1.0351127664060942,
      1.0098885135339195,
      1.0074784757221629,
      1.029970675496589,
      1.0149486361878841,
      1.0381384542380443,
      1.0260775629691834,
      1.0458455007778338,
      1.4482616827081103,
      1.027197308752832,
      1.0271418183124725,
      1.0221797532440038,
      1.0364315102854162,
      1.0136363511163478,
      1.0326421898997915,
      1.0131749595423614,
      1.0298277508375628,
      1.008221219913958,
      1.0405079901904741,
      1.0286418920230567,
      1.0259496797596424,
      1.0619475079314291,
      1.0483086225034661,
      1.0244656688082887,
      1.0102150887782237,
      1.0374179166125344,
      1.0110779438484954,
      1.0490673145597407,
      1.0694594340321473,
      1.014659603551164,
      1.0446266371529578,
      1.0421855809321559,
      1.0460609563493966,
      1.0286375535705583,
      1.0220110427332794,
      1.0068893603629592,
      1.030329954608025,
      1.0331204048341336,
      1.0080135524524496,
      1.0319302995337418,
      1.0479188777346202
    ]
  },
  "research": {
    "use": "For research only, never for a patient: on real vessels these simple estimates of D1 and D2 come out above D0, contrary to theory.",
    "information_dimension": {
      "value": 1.5630776560642234,
      "unit": "1",
      "reason": null,
      "definition": "Information dimension D1 of the vessel mask from box masses on one grid: slope of the sum of p log p against log s."
    },
    "correlation_dimension": {
      "value": 1.5776856294333936,
      "unit": "1",
      "reason": null,
      "definition": "Correlation dimension D2 of the vessel mask from box masses on one grid: slope of the log of the sum of p squared against log s."
    },
    "lacunarity": {
      "box_16_px": {
        "value": 4.91056386735075,
        "unit": "1",
        "reason": null,
        "definition": "Lacunarity of the vessel mask, with a box gliding inside the measured field: mean of the squared mass / square of the mean mass; 1 is even."
      },
      "box_32_px": {
        "value": 3.4543904428092294,
        "unit": "1",
        "reason": null,
        "definition": "Lacunarity of the vessel mask, with a box gliding inside the measured field: mean of the squared mass / square of the mean mass; 1 is even."
      },
      "box_64_px": {
        "value": 2.311827648892777,
        "unit": "1",
        "reason": null,
        "definition": "Lacunarity of the vessel mask, with a box gliding inside the measured field: mean of the squared mass / square of the mean mass; 1 is even."
      },
      "box_128_px": {
        "value": 1.6086565455617288,
        "unit": "1",
        "reason": null,
        "definition": "Lacunarity of the vessel mask, with a box gliding inside the measured field: mean of the squared mass / square of the mean mass; 1 is even."
      }
    }
  }
}
','{"schema":"retivasc.reading/1","threshold":0.4,"laterality":"L","spacing_mm":0.006,"measure_anyway":true,"style":{"hand":null,"detail":0.25},"strokes":[{"points":[[10,20.5],[30,40]],"radius":3,"erases":false},{"points":[[1,2]],"radius":2.5,"erases":true}],"rulers":[{"points":[[0,0],[5,5],[9,1]]}],"excluded":{"height":2,"width":3,"runs":[1,4,1]}}','0000000000000000000000000000000000000000000000000000000000000000','0.1.0','7d278c99b74293f41f2e8eec3c8b874048db03e485b923d13ce332b6bc768d48','2026-11-30T21:11:59.655+00:00','doctor@clinic');
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
CREATE INDEX arrivals_by_state ON arrivals (node, state, id);
CREATE INDEX arrivals_by_source ON arrivals (node, source);
CREATE INDEX deliveries_by_state ON deliveries (node, state, id);
COMMIT;
